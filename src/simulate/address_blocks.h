// Well-known address blocks and whose they are (RIR registrations, checked against the data packages on 2026-11-24), and the
// cities outside North America with their post codes (the data packages hold none). Inside this folder only.
#pragma once

#include <string_view>

#include "simulate/places.h"

namespace bonafide::sim {

struct HomeBlock {
    std::string_view cidr, owner;  ///< owner: glob over the registered network name
    int samples;
};

inline constexpr HomeBlock home_blocks[] = {{"73.0.0.0/8", "Comcast*", 9000},
                                            {"98.192.0.0/10", "Comcast*", 5000},
                                            {"67.160.0.0/11", "Comcast*", 3000},
                                            {"71.192.0.0/12", "Comcast*", 2500},
                                            {"76.16.0.0/12", "Comcast*", 2500},
                                            {"24.0.0.0/12", "Comcast*", 2500},
                                            {"68.32.0.0/11", "Comcast*", 2500},
                                            {"69.240.0.0/12", "Comcast*", 2500},
                                            {"70.112.0.0/12", "Charter*", 4000},
                                            {"104.32.0.0/14", "Charter*", 1200},
                                            {"71.8.0.0/13", "Charter*", 2000},
                                            {"47.132.0.0/14", "Charter*", 800},
                                            {"174.96.0.0/12", "Charter*", 2500},
                                            {"66.24.0.0/13", "Charter*", 2000},
                                            {"97.64.0.0/11", "Charter*", 2500},
                                            {"68.0.0.0/12", "Cox*", 2500},
                                            {"70.160.0.0/11", "Cox*", 2500},
                                            {"72.192.0.0/11", "Cox*", 2500},
                                            {"98.160.0.0/12", "Cox*", 2000},
                                            {"99.0.0.0/10", "AT&T*", 4000},
                                            {"108.192.0.0/10", "AT&T*", 4000},
                                            {"104.176.0.0/12", "AT&T*", 3000},
                                            {"162.224.0.0/12", "AT&T*", 3000},
                                            {"71.96.0.0/11", "Verizon*", 1500},
                                            {"96.224.0.0/11", "Verizon*", 1500},
                                            {"99.224.0.0/11", "Rogers*", 2000},
                                            {"70.24.0.0/13", "Bell*", 1500},
                                            {"184.144.0.0/13", "Bell*", 1500},
                                            {"96.48.0.0/13", "Shaw*", 1500},
                                            {"70.64.0.0/13", "Shaw*", 1000},
                                            {"87.128.0.0/10", "Deutsche Telekom*", 3000},
                                            {"79.192.0.0/10", "Deutsche Telekom*", 3000},
                                            {"86.128.0.0/10", "British Telecom*", 2500},
                                            {"82.0.0.0/11", "Virgin*", 2000},
                                            {"86.0.0.0/11", "Virgin*", 1500},
                                            {"86.192.0.0/10", "Orange S.A.*", 2000},
                                            {"82.64.0.0/14", "Free*", 1200},
                                            {"83.32.0.0/11", "TELEFONICA DE ESP*", 1800},
                                            {"83.0.0.0/11", "Orange Pol*", 2500},
                                            {"79.184.0.0/13", "Orange Pol*", 1500},
                                            {"85.240.0.0/13", "MEO*", 1200},
                                            {"84.80.0.0/13", "KPN*", 1500},
                                            {"86.40.0.0/13", "Eircom*", 1200},
                                            {"179.208.0.0/12", "Claro*", 1200},
                                            {"122.160.0.0/12", "Bharti*", 1500},
                                            {"1.120.0.0/13", "Telstra*", 1200},
                                            {"120.144.0.0/12", "Telstra*", 1200}};

struct PoolBlock {
    Pool pool;
    std::string_view cidr, owner, country, city;  ///< glob over the network's name; country and city that must come out ("": any)
    int samples;
};

// Astrill rents hosting; these are blocks named in public reports (see docs): /24s from RDAP and addresses printed in case
// write-ups.
inline constexpr PoolBlock pool_blocks[] = {{Pool::mobile_us, "172.56.0.0/14", "T-Mobile*", "US", "", 700},
                                            {Pool::mobile_us, "174.192.0.0/10", "Verizon*", "US", "", 500},
                                            {Pool::mobile_us, "107.64.0.0/10", "AT&T*", "US", "", 300},
                                            {Pool::mobile_other, "106.192.0.0/11", "Bharti*", "IN", "", 100},
                                            {Pool::consumer_vpn, "146.70.0.0/16", "M247*", "US", "", 900},
                                            {Pool::consumer_vpn, "89.187.160.0/19", "Datacamp*", "US", "", 400},
                                            {Pool::consumer_vpn, "185.65.132.0/22", "31173*", "", "", 120},
                                            {Pool::consumer_vpn, "185.159.156.0/22", "Proton*", "", "", 100},
                                            {Pool::astrill, "104.223.97.0/24", "*", "US", "", 60},
                                            {Pool::astrill, "155.94.255.0/24", "*", "US", "", 60},
                                            {Pool::astrill, "198.135.49.0/24", "*", "US", "", 60},
                                            {Pool::astrill, "208.110.84.0/24", "*", "US", "", 40},
                                            {Pool::astrill, "208.167.237.0/24", "*", "US", "", 40},
                                            {Pool::astrill, "216.155.131.0/24", "*", "US", "", 40},
                                            {Pool::astrill, "104.140.119.0/24", "*", "US", "", 40},
                                            {Pool::hosting, "143.198.0.0/16", "DigitalOcean*", "US", "", 120},
                                            {Pool::hosting, "51.81.0.0/16", "OVH*", "US", "", 120},
                                            {Pool::hosting, "104.223.0.0/17", "HostRoyale*", "US", "", 160},
                                            {Pool::china_northeast, "175.160.0.0/12", "CHINA UNICOM*", "CN", "", 80},
                                            {Pool::china_northeast, "42.84.0.0/14", "CHINA UNICOM*", "CN", "", 80},
                                            {Pool::russia_east, "188.43.224.0/19", "*TransTele*", "RU", "Vladivostok", 200},
                                            {Pool::emirates, "86.96.0.0/14", "EMIRATES*", "AE", "", 60}};

struct AbroadCity {
    std::string_view name, region, country, time_zone;
    double lat, lon;
    std::string_view post_codes;  ///< separated by blanks; _ stands for a blank
};

inline constexpr AbroadCity abroad_cities[] = {
    {"London", "England", "GB", "Europe/London", 51.51, -0.13, "E1_6AN SW9_8JX N1_7GU SE15_4QN W12_7RJ NW5_2HB"},
    {"Birmingham", "England", "GB", "Europe/London", 52.48, -1.9, "B13_9AD B29_6NA B17_9JU"},
    {"Manchester", "England", "GB", "Europe/London", 53.48, -2.24, "M21_9WQ M14_5RL M20_2RW"},
    {"Berlin", "Berlin", "DE", "Europe/Berlin", 52.52, 13.41, "10437 12047 10245 13353 10967"},
    {"Hamburg", "Hamburg", "DE", "Europe/Berlin", 53.55, 9.99, "20357 22303 22765"},
    {"Munich", "Bavaria", "DE", "Europe/Berlin", 48.14, 11.58, "80799 81667 80337"},
    {"Cologne", "North Rhine-Westphalia", "DE", "Europe/Berlin", 50.94, 6.96, "50672 50823 50968"},
    {"Paris", "Île-de-France", "FR", "Europe/Paris", 48.86, 2.35, "75011 75018 75020 75013"},
    {"Lyon", "Auvergne-Rhône-Alpes", "FR", "Europe/Paris", 45.75, 4.85, "69003 69007"},
    {"Madrid", "Madrid", "ES", "Europe/Madrid", 40.42, -3.7, "28004 28012 28015"},
    {"Barcelona", "Catalonia", "ES", "Europe/Madrid", 41.39, 2.16, "08012 08025 08003"},
    {"Warsaw", "Mazovia", "PL", "Europe/Warsaw", 52.23, 21.01, "02-520 00-682 03-933"},
    {"Poznan", "Greater Poland", "PL", "Europe/Warsaw", 52.41, 16.93, "60-801 61-131"},
    {"Wroclaw", "Lower Silesia", "PL", "Europe/Warsaw", 51.11, 17.03, "50-059 53-611"},
    {"Lisbon", "Lisbon", "PT", "Europe/Lisbon", 38.72, -9.14, "1150-277 1200-109 1170-002"},
    {"Amsterdam", "North Holland", "NL", "Europe/Amsterdam", 52.37, 4.89, "1018_VN 1054_HV 1091_GP"},
    {"Dublin", "Leinster", "IE", "Europe/Dublin", 53.35, -6.26, "D08_X2A7 D06_P8Y3 D07_F6K2"},
    {"Sao Paulo", "São Paulo", "BR", "America/Sao_Paulo", -23.55, -46.64, "01310-100 05422-030 04101-000"},
    {"Bengaluru", "Karnataka", "IN", "Asia/Kolkata", 12.97, 77.59, "560038 560102 560034"},
    {"Melbourne", "Victoria", "AU", "Australia/Melbourne", -37.81, 144.96, "3056 3121 3068"},
    {"Sydney", "New South Wales", "AU", "Australia/Sydney", -33.87, 151.21, "2042 2010 2026"}};

}  // namespace bonafide::sim
