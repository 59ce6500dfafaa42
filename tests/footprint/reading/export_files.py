"""What known tools export, made small: realistic rows, with what a careful person counts in them.

The truth of each table was written before the reader was run: devices by kind,
rows left out by reason.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from footprint.reading.files import workbook

type Rows = list[list[str | int | float]]


@dataclass(frozen=True)
class Exported:
    """A table as the tool writes it, and the truth."""

    rows: Rows
    counted: dict[str, float]
    excluded: dict[str, int] = field(default_factory=dict)
    dated: int = 0
    sheet: str = "Feuil1"


def as_csv(
    rows: Sequence[Sequence[object]], delimiter: str = ";", encoding: str = "utf-8"
) -> bytes:
    """The rows as a delimited text; ``cp1252`` is what Excel writes in France."""
    lines = [
        delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows
    ]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def as_sylk(rows: Sequence[Sequence[object]]) -> bytes:
    """The rows as SYLK, the way GLPI writes it: texts quoted, semicolons doubled."""
    target = io.StringIO()
    size = f"B;Y{len(rows)};X{len(rows[0])}"
    target.write(f"ID;PGLPI;N;E\r\nP;PGeneral\r\nP;P@\r\n{size}\r\n")
    for y, row in enumerate(rows, start=1):
        for x, cell in enumerate(row, start=1):
            text = str(cell).replace(";", ";;").replace('"', "'")
            target.write(f'F;SDM4;FG0C;Y{y};X{x}\r\nC;N;K"{text}";Y{y};X{x}\r\n')
    target.write("E\r\n")
    return target.getvalue().encode("cp1252")


HOSTS = Exported(
    [
        ["Host", "Datacenter", "Cluster", "Config status", "CPU Model", "Speed", "HT Available",
         "# CPU",
         "Cores per CPU", "# Cores", "CPU usage %", "# Memory", "Memory usage %", "# VMs total",
         "# VMs",
         "vCPUs per Core", "ESX Version", "Boot time", "Vendor", "Model", "Serial number",
         "BIOS Date"],
        *(
            [f"esx0{n}.ville.local", "DC-Mairie", "CL-PROD", "green",
             "Intel(R) Xeon(R) Gold 6134 CPU @ 3.20GHz",
             3200, "True", 2, 8, 16, 12, 393083, 45, 9, 8, 1.5, "VMware ESXi 7.0.3 build-21930508",
             "2026/02/01 10:00:00", "Dell Inc.", "PowerEdge R640", f"ABC123{n}",
             "2019/05/01 00:00:00"]
            for n in range(1, 4)
        ),
    ],
    {"server": 3},
    sheet="vHost",
)  # fmt: skip

MACHINES = Exported(
    [
        ["VM", "Powerstate", "Template", "Config status", "DNS Name", "Guest state",
         "Creation date", "CPUs", "Memory",
         "NICs", "Disks", "Primary IP Address", "Provisioned MiB", "In Use MiB", "Datacenter",
         "Cluster", "Host",
         "OS according to the configuration file", "OS according to the VMware Tools", "VM ID",
         "VI SDK Server"],
        *(
            [name, power, template, "green", f"{name}.ville.local", "running",
             "2021/03/04 12:00:00", cpus, 8192, 1, 2,
             "10.0.0.9", 102400, 51200, "DC-Mairie", "CL-PROD", host, system, system, "vm-12",
             "vcenter.ville.local"]
            for name, power, template, cpus, host, system in (
                ("PAIE01", "poweredOn", "False", 4, "esx01.ville.local",
                 "Microsoft Windows Server 2019 (64-bit)"),
                ("GED01", "poweredOn", "False", 8, "esx01.ville.local",
                 "Microsoft Windows Server 2016 (64-bit)"),
                ("SIG01", "poweredOn", "False", 4, "esx02.ville.local", "Ubuntu Linux (64-bit)"),
                ("AD01", "poweredOn", "False", 2, "esx02.ville.local",
                 "Microsoft Windows Server 2022 (64-bit)"),
                ("AD02", "poweredOn", "False", 2, "esx03.ville.local",
                 "Microsoft Windows Server 2022 (64-bit)"),
                ("WEB01", "poweredOn", "False", 2, "esx03.ville.local",
                 "Debian GNU/Linux 11 (64-bit)"),
                ("OLD-COMPTA", "poweredOff", "False", 4, "esx03.ville.local",
                 "Microsoft Windows Server 2008 R2"),
                ("MODELE-W22", "poweredOff", "True", 2, "esx03.ville.local",
                 "Microsoft Windows Server 2022 (64-bit)"),
            )
        ),
    ],
    {},
    {"virtual": 8},
    sheet="vInfo",
)  # fmt: skip

STORES: Rows = [
    ["Name", "Config status", "Address", "Accessible", "Type", "# VMs total", "# VMs",
     "Capacity MiB", "VI SDK Server", "VI SDK UUID"],
    ["DS-SAN-01", "green", "iqn.1", "True", "VMFS", 8, 8, 4194304, "vcenter.ville.local", "u-1"],
    ["DS-LOCAL", "green", "naa.1", "True", "VMFS", 0, 0, 524288, "vcenter.ville.local", "u-1"],
]  # fmt: skip
NETWORKS: Rows = [
    ["VM", "Powerstate", "Template", "NIC label", "Adapter", "Network", "Connected", "Host",
     "VI SDK Server", "VI SDK UUID"],
    ["PAIE01", "poweredOn", "False", "Network adapter 1", "Vmxnet3", "VLAN10", "True",
     "esx01.ville.local", "vc", "u-1"],
]  # fmt: skip


def rvtools() -> bytes:
    """The workbook RVTools writes, four of its tabs."""
    return workbook({
        "vInfo": MACHINES.rows, "vNetwork": NETWORKS, "vHost": HOSTS.rows, "vDatastore": STORES,
    })  # fmt: skip


def _intune(
    name: str, maker: str, model: str, system: str, owner: str = "Corporate"
) -> list[str | int | float]:
    return [f"guid-{name}", name, "2023-02-01 08:00:00.0000000", "2026-11-20 08:00:00.0000000",
            "10.0.22631.1",
            f"SN-{name}", maker, model, "", "238", "91", f"{name}_{system}", "",
            "a.martin@ville.fr", "A. Martin",
            "Compliant", "Intune", owner, "Managed", "True", system, "Azure AD joined"]  # fmt: skip


INTUNE = Exported(
    [
        ["Device ID", "Device name", "Enrollment date", "Last check-in", "OS version",
         "Serial number", "Manufacturer",
         "Model", "IMEI", "Total storage", "Free storage", "Management name", "Category",
         "Primary user UPN",
         "Primary user display name", "Compliance", "Managed by", "Ownership", "Device state",
         "Encrypted", "OS", "JoinType"],
        *(_intune(f"PC-{n:03}", "Dell Inc.", "Latitude 5420", "Windows") for n in range(6)),
        *(_intune(f"PC-1{n:02}", "HP", "HP EliteDesk 800 G6 Desktop Mini PC",
                  "Windows") for n in range(3)),
        _intune("PC-200", "LENOVO", "20W0004KFR", "Windows"),
        _intune("PC-201", "LENOVO", "21AHCTO1WW", "Windows"),
        _intune("MAC-1", "Apple", "MacBookPro18,3", "macOS"),
        _intune("MAC-2", "Apple", "iMac21,1", "macOS"),
        *(_intune(f"IPH-{n}", "Apple", "iPhone 13", "iOS") for n in range(4)),
        *(_intune(f"IPAD-{n}", "Apple", "iPad (9th generation)", "iOS") for n in range(3)),
        *(_intune(f"AND-{n}", "samsung", "SM-A556B", "Android (fully managed)") for n in range(4)),
        *(_intune(f"TAB-{n}", "samsung", "SM-X200", "Android (dedicated)") for n in range(2)),
        _intune("AND-BYOD", "Xiaomi", "Redmi Note 12", "Android (personally-owned work profile)",
                "Personal"),
        _intune("AND-X", "Acme", "ZX-19", "Android (fully managed)"),
        _intune("CPC-01", "Microsoft Corporation", "Cloud PC Enterprise 2vCPU/8GB/128GB",
                "Windows"),
    ],
    {"laptop": 9, "desktop": 4, "smartphone": 8, "tablet": 5},
    {"unknown_type": 1, "virtual": 1, "outside": 1},
)  # fmt: skip


def _chrome(n: int, model: str, status: str) -> list[str | int | float]:
    return [f"dev-{n}", f"5CD{n:05}", status, model, "/Ecoles/Ferry", f"CB-{n:03}",
            "École Jules Ferry", "",
            "2026-11-20T10:00:00.000Z", "2023-09-01T08:00:00.000Z", "2029-06-01", "2022-08-15", "",
            "8106127360"]  # fmt: skip


GOOGLE = Exported(
    [
        ["deviceId", "serialNumber", "status", "model", "orgUnitPath", "annotatedAssetId",
         "annotatedLocation",
         "annotatedUser", "lastSync", "lastEnrollmentTime", "autoUpdateExpiration",
         "manufactureDate", "orderNumber",
         "systemRamTotal"],
        *(_chrome(n, "Acer Chromebook 311 (C733)", "ACTIVE") for n in range(10)),
        *(_chrome(20 + n, "Lenovo 300e Chromebook Gen 3", "ACTIVE") for n in range(5)),
        _chrome(30, "Lenovo IdeaPad Duet Chromebook", "ACTIVE"),
        _chrome(31, "Acer Chromebook Tab 10", "ACTIVE"),
        _chrome(32, "ASUS Chromebox 3", "ACTIVE"),
        _chrome(33, "Acer Chromebook 311 (C733)", "DEPROVISIONED"),
        _chrome(34, "Acer Chromebook 311 (C733)", "DEPROVISIONED"),
        _chrome(35, "Acer Chromebook 311 (C733)", "DISABLED"),
        _chrome(36, "Prowise ProLine", "ACTIVE"),
    ],
    {"laptop": 15, "tablet": 2, "desktop": 1},
    {"retired": 2, "missing": 1, "unknown_type": 1},
)  # fmt: skip


def _asset(name: str, kind: str, machine: tuple[str, str], state: str = "Active", **told: str):
    maker, model = machine
    return [
        *(name, kind, "VILLE", told.get("system", ""), maker, model, f"SN-{name}", "10.0.0.1"),
        *("Mairie", state, "2020-01-01 00:00:00", "2026-11-20 10:00:00", told.get("bought", "")),
        *("2027-01-01", "Mairie 1er étage", "DGS", 8),
    ]


LANSWEEPER = Exported(
    [
        ["AssetName", "AssetType", "Domain", "OS", "Manufacturer", "Model", "Serialnumber",
         "IPAddress", "IPLocation",
         "State", "Firstseen", "Lastseen", "PurchaseDate", "Warrantydate", "Location",
         "Department", "NrProcessors"],
        *(_asset(f"PC-{n}", "Windows", ("Dell Inc.", "Latitude 5420"), bought="2021-03-04",
                 system="Win 11") for n in range(5)),
        *(_asset(f"PCF-{n}", "Windows", ("HP", "HP ProDesk 600 G5"), bought="2019-09-01",
                 system="Win 10") for n in range(4)),
        _asset("PC-OLD", "Windows", ("HP", "HP ProDesk 600 G1"), "Non-active", bought="2014-01-01",
               system="Win 7"),
        _asset("PC-SOLD", "Windows", ("HP", "HP ProDesk 600 G1"), "Sold", bought="2014-01-01",
               system="Win 7"),
        _asset("PC-STOCK", "Windows", ("HP", "HP ProDesk 600 G5"), "Stock", bought="2024-01-01",
               system="Win 11"),
        _asset("SRV-AD", "Windows", ("Dell Inc.", "PowerEdge R440"), system="Win 2019"),
        _asset("SRV-VM", "Windows", ("VMware, Inc.", "VMware20,1"), system="Win 2022"),
        _asset("ESX1", "VMware ESXi server", ("Dell Inc.", "PowerEdge R640")),
        _asset("vm-ged", "VMware Guest", ("", "")),
        _asset("idrac-1", "Remote Access Controller", ("Dell Inc.", "iDRAC9")),
        _asset("E-1", "Monitor", ("Dell", "P2419H"), bought="2020-05-05"),
        _asset("E-2", "Monitor", ("Iiyama", "XUB2493")),
        _asset("SW-1", "Switch", ("Aruba", "2930F-48G")),
        _asset("IMP-1", "Printer", ("HP", "LaserJet Pro M404dn")),
        _asset("IMP-2", "Printer", ("Ricoh", "IM C3000")),
        _asset("AP-1", "Wireless Access point", ("Ubiquiti", "U6-Pro")),
        _asset("MAC-1", "Apple Mac", ("Apple", "MacBookAir10,1")),
        _asset("NAS-1", "NAS", ("Synology", "RS1221+")),
    ],
    {"laptop": 6, "desktop": 4, "server": 2, "monitor": 2, "switch": 1, "printer": 1,
     "mfp_copier": 1,
     "wifi_access_point": 1, "nas": 1},
    {"missing": 1, "retired": 1, "in_stock": 1, "virtual": 2, "consumable": 1},
    dated=10,
)  # fmt: skip


def _account(name: str, system: str, unit: str, *, enabled: bool = True) -> list[str | int | float]:
    return [name, f"{name}.ville.local", system, "10.0 (19045)", str(enabled),
            f"CN={name},OU={unit},OU=Ville,DC=ville,DC=local",
            "19/11/2026 08:12:00", f"{name}$", "computer", "12/03/2021 09:00:00"]  # fmt: skip


DIRECTORY = Exported(
    [
        ["Name", "DNSHostName", "OperatingSystem", "OperatingSystemVersion", "Enabled",
         "DistinguishedName",
         "LastLogonDate", "SamAccountName", "ObjectClass", "whenCreated"],
        *(_account(f"POSTE-{n:03}", "Windows 10 Professionnel", "Postes") for n in range(12)),
        *(_account(f"POSTE-1{n:02}", "Windows 11 Professionnel", "Portables") for n in range(6)),
        *(_account(f"SRV-{n}", "Windows Server 2019 Standard", "Serveurs") for n in range(3)),
        *(_account(f"VIEUX-{n}", "Windows 7 Professionnel", "Postes",
                   enabled=False) for n in range(3)),
        _account("NAS-DSI", "OnTap", "Serveurs"),
        _account("LINUX-1", "pc-linux-gnu", "Postes"),
        _account("CLUSTER-SQL", "", "Serveurs"),
    ],
    {"desktop": 18, "server": 3},
    {"retired": 3, "unknown_type": 3},
)  # fmt: skip


def _client(name: str, machine: tuple[str, str], system: str, chassis: str, **told: int):
    maker, model = machine
    virtual, obsolete = told.get("virtual", 0), told.get("obsolete", 0)
    return [
        *(16777000, name, "VILLE", system, maker, model, f"SN-{name}", chassis, virtual, obsolete),
        *("2026-11-20 08:00:00", "a.martin", "5.00.9128"),
    ]


SCCM = Exported(
    [
        ["ResourceID", "Netbios_Name0", "Resource_Domain_OR_Workgr0", "Operating_System_Name_and0",
         "Manufacturer0", "Model0",
         "SerialNumber0", "ChassisTypes0", "Is_Virtual_Machine0", "Obsolete0", "LastHWScan",
         "User_Name0", "Client_Version0"],
        *(_client(f"P-{n}", ("HP", "HP ProBook 450 G8"), "Microsoft Windows NT Workstation 10.0",
                  "10") for n in range(7)),
        *(_client(f"F-{n}", ("LENOVO", "10MQS0H300"), "Microsoft Windows NT Workstation 10.0",
                  "3") for n in range(5)),
        _client("WS-1", ("Dell Inc.", "Precision 3650 Tower"),
                "Microsoft Windows NT Workstation 10.0", "3"),
        _client("SRV-1", ("HPE", "ProLiant DL360 Gen10"),
                "Microsoft Windows NT Advanced Server 10.0", "23"),
        _client("SRV-2", ("VMware, Inc.", "VMware Virtual Platform"),
                "Microsoft Windows NT Advanced Server 10.0", "1", virtual=1),
        _client("P-0", ("HP", "HP ProBook 450 G5"), "Microsoft Windows NT Workstation 10.0", "10",
                obsolete=1),
        _client("TAB-1", ("Microsoft Corporation", "Surface Go 3"),
                "Microsoft Windows NT Workstation 10.0", "30"),
    ],
    {"laptop": 7, "desktop": 5, "workstation": 1, "server": 1, "tablet": 1},
    {"virtual": 1, "retired": 1},
)  # fmt: skip

JAMF_COMPUTERS = Exported(
    [
        ["Computer Name", "Serial Number", "Model", "Model Identifier", "Operating System Version",
         "Last Check-in",
         "Last Inventory Update", "PO Date", "Warranty Expiration", "Building", "Department",
         "Managed"],
        *([f"MBA-{n}", f"C02A{n}", "MacBook Air (M1, 2020)", "MacBookAir10,1", "14.5",
           "2026-11-20", "2026-11-20",
           "2021-09-02", "2024-09-02", "Mairie", "Communication", "Managed"] for n in range(4)),
        ["IM-1", "C02B1", "iMac (24-inch, M1, 2021)", "iMac21,1", "14.5", "2026-11-20",
         "2026-11-20", "2022-01-10",
         "2025-01-10", "Mairie", "Communication", "Managed"],
        ["MM-1", "C02B2", "Mac mini (2018)", "Macmini8,1", "12.5", "2026-11-20", "2026-11-20", "",
         "", "Mairie", "DSI", "Managed"],
        ["MP-1", "C02B3", "Mac Pro (2019)", "MacPro7,1", "12.5", "2026-11-20", "2026-11-20",
         "2020-03-01", "", "", "", "Managed"],
    ],
    {"laptop": 4, "desktop": 2, "workstation": 1},
    dated=6,
)  # fmt: skip

JAMF_MOBILES = Exported(
    [
        ["Display Name", "Serial Number", "Model", "Model Identifier", "iOS Version",
         "Last Inventory Update", "PO Date",
         "Warranty Expiration", "Building", "Supervised"],
        *([f"iPad École {n}", f"DMP{n}", "iPad (9th generation)", "iPad12,1", "17.5", "2026-11-20",
           "2022-09-01", "2023-09-01",
           "École Ferry", "Yes"] for n in range(8)),
        *([f"iPhone {n}", f"F17{n}", "iPhone SE (2nd generation)", "iPhone12,8", "17.5",
           "2026-11-20", "", "", "Mairie", "Yes"]
          for n in range(3)),
        ["ATV Salle conseil", "C07X", "Apple TV 4K", "AppleTV11,1", "17.5", "2026-11-20", "", "",
         "Mairie", "Yes"],
    ],
    {"tablet": 8, "smartphone": 3},
    {"unknown_type": 1},
    dated=8,
)  # fmt: skip


def _line(n: int, model: str, imei: str, state: str = "Active") -> list[str | int | float]:
    return [f"06 12 34 {n // 100:02} {n % 100:02}", "Agent " + str(n), "Forfait Data 20 Go", model,
            imei, "8933010000000" + str(n),
            "01/02/2023", "31/01/2026", state, "Services techniques"]  # fmt: skip


LINES = Exported(
    [
        ["N° de ligne", "Utilisateur", "Forfait", "Modèle du terminal", "IMEI", "N° SIM",
         "Date d'activation",
         "Date fin d'engagement", "État de la ligne", "Centre de coût"],
        *(_line(n, "SAMSUNG GALAXY A55", f"35000000000{n:04}") for n in range(8)),
        *(_line(100 + n, "Apple iPhone 13", f"35100000000{n:04}") for n in range(4)),
        _line(200, "NOKIA 105", "352000000000001"),
        _line(201, "Samsung Galaxy Tab A8", "352000000000002"),
        _line(202, "CROSSCALL CORE-X5", "352000000000003"),
        *(_line(300 + n, "", "") for n in range(5)),
        _line(400, "SAMSUNG GALAXY A14", "353000000000001", "Résiliée"),
        _line(401, "Terminal inconnu ZX-19", "353000000000002"),
    ],
    {"smartphone": 13, "mobile_phone": 1, "tablet": 1},
    {"consumable": 5, "retired": 1, "unknown_type": 1},
)  # fmt: skip

COPIERS = Exported(
    [
        ["N° machine", "Marque", "Modèle", "N° de série", "Site", "Compteur N&B",
         "Compteur couleur", "Volume mensuel",
         "Date de relevé", "Date d'installation", "Date fin de contrat"],
        ["M1", "Ricoh", "IM C3000", "3080R1", "Mairie RDC", 152340, 88120, 4200, "31/10/2026",
         "01/09/2022", "31/08/2027"],
        ["M2", "Ricoh", "MP C307", "3080R2", "Mairie 1er", 52340, 8120, 900, "31/10/2026",
         "01/09/2020", "31/08/2025"],
        ["M3", "Konica Minolta", "bizhub C258", "A7R1", "École Ferry", 252340, 18120, 6000,
         "31/10/2026", "01/09/2019", ""],
        ["M4", "Canon", "iR-ADV C3525i", "XTB1", "CCAS", 12, 3, 150, "31/10/2026", "01/03/2023",
         "28/02/2028"],
        ["M5", "Epson", "WF-C5790", "X2Q1", "Médiathèque", 9, 9, 300, "31/10/2026", "", ""],
        ["M6", "HP", "LaserJet Pro M404dn", "VNB1", "Police", 12, 0, 100, "31/10/2026",
         "01/03/2021", ""],
        ["M7", "Acme", "Zed 12", "Z1", "Stade", 4, 0, 10, "31/10/2026", "", ""],
    ],
    {"mfp_copier": 5, "printer": 1},
    {"unknown_type": 1},
    dated=5,
)  # fmt: skip

ORDERS = Exported(
    [
        ["N° commande", "Date de commande", "Référence UGAP", "Désignation", "Quantité commandée",
         "Quantité livrée", "PU HT",
         "Montant HT", "Statut"],
        ["C26-001", "12/01/2024", "3145871", "PC portable HP ProBook 450 G10", 25, 25, 612.5,
         15312.5, "Livrée"],
        ["C26-001", "12/01/2024", "3145872", "Écran 24'' Philips 243B1", 30, 30, 145, 4350,
         "Livrée"],
        ["C26-001", "12/01/2024", "3145873", "Extension de garantie 5 ans sur site", 25, 25, 48,
         1200, "Livrée"],
        ["C26-001", "12/01/2024", "3145874", "Station d'accueil USB-C", 25, 20, 120, 3000,
         "Partielle"],
        ["C26-002", "03/06/2024", "4145871", "Unité centrale Lenovo ThinkCentre M70q", 12, 12, 540,
         6480, "Livrée"],
        ["C26-002", "03/06/2024", "4145872", "Sacoche 15 pouces", 25, 25, 18, 450, "Livrée"],
        ["C26-003", "09/09/2024", "5145871", "Vidéoprojecteur Epson EB-L200F", 6, 0, 890, 5340,
         "Annulée"],
        ["C26-004", "10/09/2024", "6145871", "Switch Aruba 2930F 48G", 3, 3, 1800, 5400, "Livrée"],
    ],
    {"laptop": 25, "monitor": 30, "dock": 25, "desktop": 12, "switch": 3},
    {"consumable": 2, "retired": 1},
    dated=5,
)  # fmt: skip

ASSETS = Exported(
    [
        ["N° inventaire", "Désignation", "Compte", "Date d'acquisition", "Valeur brute",
         "Durée amort.", "VNC", "Fournisseur"],
        ["2021-INF-001", "Serveur Dell PowerEdge R640", "21838", "12/03/2021", 8450, 5, 0,
         "DELL SA"],
        ["2021-INF-002", "Onduleur Eaton 5PX", "21838", "12/03/2021", 1450, 5, 0, "DELL SA"],
        ["2022-INF-001", "PC portable HP ProBook 450", "21838", "01/09/2022", 780, 5, 156, "UGAP"],
        ["2022-LOG-001", "Logiciel de paie", "2051", "01/09/2022", 12000, 2, 0, "CIRIL"],
        ["2022-VOI-001", "Borne incendie place de la mairie", "21568", "01/10/2022", 2300, 10,
         1500, "SAUR"],
        ["2022-VEH-001", "Renault Kangoo électrique", "21828", "01/10/2022", 23000, 7, 15000,
         "RENAULT"],
        ["2023-SCO-001", "Vidéoprojecteur Epson EB-X49", "21831", "15/08/2023", 560, 5, 300,
         "MANUTAN"],
        ["2023-BUR-001", "Copieur Ricoh IM C3000", "21848", "15/08/2023", 3560, 5, 1300, "RICOH"],
        ["2023-MOB-001", "Fauteuil de bureau", "21848", "15/08/2023", 260, 10, 200, "MANUTAN"],
    ],
    {"server": 1, "laptop": 1, "projector": 1, "mfp_copier": 1, "ups": 1},
    {"consumable": 1, "outside": 3},
    dated=5,
)  # fmt: skip

EXPORTS = {
    "rvtools_hosts": HOSTS,
    "rvtools_machines": MACHINES,
    "intune": INTUNE,
    "google_chromeos": GOOGLE,
    "lansweeper": LANSWEEPER,
    "active_directory": DIRECTORY,
    "sccm": SCCM,
    "jamf_computers": JAMF_COMPUTERS,
    "jamf_mobiles": JAMF_MOBILES,
    "mobile_lines": LINES,
    "copier_contract": COPIERS,
    "order_lines": ORDERS,
    "assets_m57": ASSETS,
}
