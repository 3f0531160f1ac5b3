// Opens what is written once a person, and hands each person to the writers.
#include "simulate/writers.h"

namespace bonafide::sim {

struct PeopleFiles::Files {
    Files(Exports& exports, const Context& with)
        : context(with),
          roster(exports.open("hr/workday_worker_roster.csv"), {"Employee ID",
                                                                "Legal First Name",
                                                                "Middle Name",
                                                                "Legal Last Name",
                                                                "Preferred Name",
                                                                "Former Name",
                                                                "Work Email",
                                                                "Personal Email",
                                                                "Mobile Phone",
                                                                "Home Address Line 1",
                                                                "Home Address Line 2",
                                                                "Home City",
                                                                "Home State/Province",
                                                                "Home Postal Code",
                                                                "Home Country",
                                                                "Hire Date",
                                                                "Termination Date",
                                                                "Employment Status",
                                                                "Job Title",
                                                                "Department",
                                                                "Manager",
                                                                "Employment Type",
                                                                "Staffing Vendor",
                                                                "Work Hours",
                                                                "Time Zone",
                                                                "Work Location Type",
                                                                "Approved Second Job",
                                                                "Approved Remote Tools",
                                                                "Approved Travel"}),
          changes(exports.open("hr/personal_data_changes.csv"),
                  {"Effective Date", "Employee ID", "Work Email", "Field", "Old Value", "New Value", "Changed By"}),
          onboarding(exports.open("hr/onboarding_checklist.csv"),
                     {"Employee ID", "Employee Name", "Work Email", "Onboarding Date", "Onboarding Mode", "Identity Document Seen In Person"}),
          keys(exports.open("it/security_keys.csv"),
               {"Employee ID", "Work Email", "Factor Type", "Key Serial Number", "Enrolled At", "Enrolled In Person"}),
          shipments(exports.open("it/laptop_shipments.csv"), {"Order ID",        "Employee ID",        "Work Email",
                                                              "Recipient Name",  "Ship To Address",    "Ship To Address 2",
                                                              "Ship To City",    "Ship To State",      "Ship To ZIP",
                                                              "Ship To Country", "Ship Date",          "Delivered Date",
                                                              "Carrier",         "Tracking Number",    "Model",
                                                              "Serial Number",   "Device Name",        "Order Type",
                                                              "Delivery Status", "Address Changed At", "Previous Ship To Address"}),
          payroll(exports.open("payroll/gusto_payroll_journal.csv"),
                  {"Check Date", "Pay Period Start", "Pay Period End", "Employee ID", "Last Name", "First Name", "Work Email", "Gross Earnings",
                   "Net Pay", "Payment Method", "Bank Name", "Routing Number", "Account Number", "Account Type", "Account Holder Name"}),
          contractors(exports.open("payroll/deel_contractor_payments.csv"), {"Contractor Name",     "Contractor Email", "Work Email",
                                                                             "Worker ID",           "Contract ID",      "Invoice Number",
                                                                             "Payment Date",        "Amount",           "Currency",
                                                                             "Payment Method",      "Entity Type",      "Company Name",
                                                                             "Beneficiary Name",    "Bank Name",        "SWIFT/Routing Number",
                                                                             "Account Number/IBAN", "Wallet Address",   "Country",
                                                                             "Discord Handle",      "Telegram Handle",  "Status"}),
          pay_changes(exports.open("payroll/payment_detail_changes.csv"),
                      {"Changed At", "Employee ID", "Employee Name", "Work Email", "Field", "Old Value", "New Value", "Changed By", "IP Address"}),
          interviews(exports.open("recruiting/interview_scorecards.csv"),
                     {"Candidate Email", "Candidate Name", "Interview Date", "Interviewer", "Interview Stage", "Outcome", "Camera", "Notes"}),
          references(exports.open("recruiting/reference_checks.csv"),
                     {"Candidate Email", "Candidate Name", "Referee Name", "Referee Email", "Referee Phone", "Relationship", "Completed At"}),
          background(exports.open("screening/checkr_reports.csv"), {"Report ID",
                                                                    "Candidate Email",
                                                                    "Candidate First Name",
                                                                    "Candidate Last Name",
                                                                    "Package",
                                                                    "Report Status",
                                                                    "Report Result",
                                                                    "Adjudication",
                                                                    "SSN",
                                                                    "SSN Trace Result",
                                                                    "Address History Countries",
                                                                    "US Activity",
                                                                    "School",
                                                                    "School Verified",
                                                                    "Degree",
                                                                    "Graduation Year",
                                                                    "Employers Claimed",
                                                                    "Employers Verified",
                                                                    "Discrepancies",
                                                                    "Completed At",
                                                                    "Turnaround Time"}),
          monitors(exports.open("it/monitor_inventory.csv"), {"Computer Name", "Computer Serial Number", "User Email", "Monitor Manufacturer",
                                                              "Monitor Model", "Monitor Serial Number", "Last Seen"}),
          applications(exports.open("recruiting/greenhouse_candidates.json")),
          identity(exports.open("screening/persona_inquiries.ndjson")),
          jamf(exports.open("it/jamf_computers_inventory.json")),
          intune(exports.open("it/intune_managed_devices.json")) {}

    void add(const Person& p) {
        roster_of(roster, changes, onboarding, keys, context, p);
        shipment_of(shipments, context, p);
        pay_of(payroll, contractors, pay_changes, context, p);
        inventory_of(jamf, intune, monitors, macs, windows, context, p);
        if (!context.detail.candidates) return;
        candidate_of(applications, interviews, references, first_candidate, applicants, context, p);
        screening_of(background, identity, context, p);
    }

    void finish() {
        applications.write(first_candidate ? "[]\n" : "\n]\n");
        jamf.write(inventory_end(macs, true));
        intune.write(inventory_end(windows, false));
    }

    const Context& context;
    Table roster, changes, onboarding, keys, shipments, payroll, contractors, pay_changes, interviews, references, background, monitors;
    Output &applications, &identity, &jamf, &intune;
    bool first_candidate = true;
    std::uint64_t macs = 0, windows = 0;
    std::uint64_t applicants = 0;
};

PeopleFiles::PeopleFiles(Exports& exports, const Context& context) : files_(std::make_unique<Files>(exports, context)) {}
PeopleFiles::~PeopleFiles() = default;
void PeopleFiles::add(const Person& person) { files_->add(person); }
void PeopleFiles::finish() { files_->finish(); }
std::uint64_t PeopleFiles::applicants() const { return files_->applicants; }

}  // namespace bonafide::sim
