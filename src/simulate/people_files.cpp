// Opens what is written once a person, and hands each person to the writers.
#include "simulate/writers.h"

namespace bonafide::sim {

struct PeopleFiles::Files {
    Files(Exports& exports, const Context& with)
        : context(with),
          roster(exports.open("hr/workday_worker_roster.csv"),
                 {"Employee ID", "Legal First Name", "Middle Name", "Legal Last Name", "Preferred Name", "Former Name", "Work Email", "Personal Email", "Mobile Phone", "Home Address Line 1", "Home Address Line 2",
                  "Home City", "Home State/Province", "Home Postal Code", "Home Country", "Hire Date", "Termination Date", "Employment Status", "Job Title", "Department", "Manager", "Employment Type", "Staffing Vendor",
                  "Work Hours", "Time Zone", "Work Location Type", "Approved Second Job", "Approved Remote Tools", "Approved Travel"}),
          changes(exports.open("hr/personal_data_changes.csv"), {"Effective Date", "Employee ID", "Work Email", "Field", "Old Value", "New Value", "Changed By"}),
          onboarding(exports.open("hr/onboarding_checklist.csv"), {"Employee ID", "Name", "Work Email", "Start Date", "Onboarding", "Identity Document", "Security Key", "Security Key Serial"}),
          shipments(exports.open("it/laptop_shipments.csv"),
                    {"Order ID", "Employee ID", "Work Email", "Recipient Name", "Ship To Address", "Ship To Address 2", "Ship To City", "Ship To State", "Ship To ZIP", "Ship To Country", "Ship Date", "Delivered Date",
                     "Carrier", "Tracking Number", "Model", "Serial Number", "Device Name", "Order Type", "Delivery Status", "Address Changed At", "Previous Ship To Address"}),
          payroll(exports.open("payroll/gusto_payroll_journal.csv"),
                  {"Check Date", "Pay Period Start", "Pay Period End", "Employee ID", "Last Name", "First Name", "Work Email", "Gross Earnings", "Net Pay", "Payment Method", "Bank Name", "Routing Number", "Account Number",
                   "Account Type", "Account Holder Name"}),
          contractors(exports.open("payroll/deel_contractor_payments.csv"),
                      {"Contractor Name", "Contractor Email", "Work Email", "Worker ID", "Contract ID", "Invoice Number", "Payment Date", "Amount", "Currency", "Payment Method", "Entity Type", "Company Name",
                       "Beneficiary Name", "Bank Name", "SWIFT/Routing Number", "Account Number/IBAN", "Wallet Address", "Country", "Discord Handle", "Telegram Handle", "Status"}),
          pay_changes(exports.open("payroll/payment_detail_changes.csv"), {"Changed At", "Employee ID", "Employee Name", "Work Email", "Field", "Old Value", "New Value", "Changed By", "IP Address"}) {}

    void add(const Person& p) {
        roster_of(roster, changes, onboarding, context, p);
        shipment_of(shipments, context, p);
        pay_of(payroll, contractors, pay_changes, context, p);
    }

    const Context& context;
    Table roster, changes, onboarding, shipments, payroll, contractors, pay_changes;
    std::uint64_t applicants = 0;
};

PeopleFiles::PeopleFiles(Exports& exports, const Context& context) : files_(std::make_unique<Files>(exports, context)) {}
PeopleFiles::~PeopleFiles() = default;
void PeopleFiles::add(const Person& person) { files_->add(person); }
void PeopleFiles::finish() {}
std::uint64_t PeopleFiles::applicants() const { return files_->applicants; }

}  // namespace bonafide::sim
