"""The words of the demo: invented companies, people and goods, German and English."""

# name, legal form, industry, city, postal code, country, name of the web site
COMPANIES = (
    ("Nordlicht Bürobedarf", "GmbH", "Handel", "Hamburg", "20457", "Deutschland", "nordlicht-buero"),
    ("Möbelwerkstatt Krüger", "OHG", "Handwerk", "Lübeck", "23552", "Deutschland", "moebel-krueger"),
    ("Weiß & Söhne Logistik", "GmbH & Co. KG", "Logistik", "Bremen", "28195", "Deutschland", "weiss-logistik"),
    ("Praxis Dr. Özdemir", "", "Gesundheit", "Köln", "50667", "Deutschland", "praxis-oezdemir"),
    ("Rheinblick Hotels", "AG", "Gastgewerbe", "Bonn", "53111", "Deutschland", "rheinblick-hotels"),
    ("Stadtwerke Grünau", "GmbH", "Energie", "Grünau", "14478", "Deutschland", "stadtwerke-gruenau"),
    ("Bäckerei Sonnenschein", "e. K.", "Handwerk", "Kiel", "24103", "Deutschland", "baeckerei-sonnenschein"),
    ("Kanzlei Hofmann & Partner", "PartG mbB", "Beratung", "Düsseldorf", "40213", "Deutschland", "kanzlei-hofmann"),
    ("Alpenblick Sportartikel", "GmbH", "Handel", "Rosenheim", "83022", "Deutschland", "alpenblick-sport"),
    ("Fuchs Maschinenbau", "GmbH", "Industrie", "Chemnitz", "09111", "Deutschland", "fuchs-maschinen"),
    ("Schule am Lindenpark", "", "Bildung", "Leipzig", "04109", "Deutschland", "schule-lindenpark"),
    ("Gärtnerei Blütezeit", "KG", "Gartenbau", "Erfurt", "99084", "Deutschland", "gaertnerei-bluetezeit"),
    ("Hanse Druck", "GmbH", "Medien", "Rostock", "18055", "Deutschland", "hanse-druck"),
    ("Architekturbüro Straßer", "", "Planung", "Stuttgart", "70173", "Deutschland", "architekt-strasser"),
    ("Kaffeerösterei Hafenkante", "GmbH", "Lebensmittel", "Hamburg", "22767", "Deutschland", "roesterei-hafenkante"),
    ("Tischlerei Jäger", "e. K.", "Handwerk", "Oldenburg", "26122", "Deutschland", "tischlerei-jaeger"),
    ("Medizintechnik Vogel", "GmbH", "Gesundheit", "Tübingen", "72070", "Deutschland", "vogel-medizintechnik"),
    ("Autohaus König", "GmbH", "Handel", "Mannheim", "68161", "Deutschland", "autohaus-koenig"),
    ("Wohnbau Süderelbe", "eG", "Immobilien", "Hamburg", "21073", "Deutschland", "wohnbau-suederelbe"),
    ("Reederei Petersen", "GmbH & Co. KG", "Schifffahrt", "Flensburg", "24937", "Deutschland", "reederei-petersen"),
    ("Harbour Lane Trading", "Ltd", "Wholesale", "London", "E1 8FA", "United Kingdom", "harbourlane"),
    ("Oakfield Primary School", "", "Education", "Leeds", "LS1 4AP", "United Kingdom", "oakfield-primary"),
    ("Bright & Fairweather", "LLP", "Consulting", "Bristol", "BS1 4ST", "United Kingdom", "brightfairweather"),
    ("Castle Hill Dental", "", "Health", "Edinburgh", "EH1 2NG", "United Kingdom", "castlehilldental"),
    ("Riverside Bakehouse", "Ltd", "Food", "Dublin", "D02 X285", "Ireland", "riversidebakehouse"),
    ("Summit Outdoor Supply", "Inc.", "Retail", "Denver", "80202", "United States", "summitoutdoor"),
    ("Lakeview Property Group", "LLC", "Real estate", "Chicago", "60601", "United States", "lakeviewproperty"),
    ("Copper & Pine Furniture", "Ltd", "Crafts", "Manchester", "M1 1AE", "United Kingdom", "copperandpine"),
    ("Greenway Logistics", "Ltd", "Logistics", "Southampton", "SO14 3TJ", "United Kingdom", "greenwaylogistics"),
    ("Maple Street Studios", "", "Media", "Toronto", "M5H 2N2", "Canada", "maplestreetstudios"),
)

STREETS = {
    "de": ("Hafenstraße", "Lindenallee", "Am Mühlenbach", "Bahnhofstraße", "Gartenweg", "Schillerstraße"),
    "en": ("Market Street", "Mill Lane", "Station Road", "Orchard Avenue", "Harbour Walk", "Church Street"),
}
CURRENCIES = {"Deutschland": "EUR", "Ireland": "EUR", "United Kingdom": "GBP", "United States": "USD", "Canada": "CAD"}

# Numbers set aside for stories by the authorities of each country; by city where there are several.
PHONES = {
    "Deutschland": "+49 30 23125 {:03}",
    "Hamburg": "+49 40 66969 {:03}",
    "Köln": "+49 221 4710 {:03}",
    "United Kingdom": "+44 20 7946 0{:03}",
    "Ireland": "+353 20 910 0{:03}",
    "Denver": "+1 303 555 01{:02}",
    "Chicago": "+1 312 555 01{:02}",
    "Toronto": "+1 416 555 01{:02}",
}

# salutation, first name, last name, plain spelling of the last name
GERMAN_PEOPLE = (
    ("Herr", "Jürgen", "Müller", "Mueller"),
    ("Frau", "Käthe", "Schröder", "Schroeder"),
    ("Frau", "Sibel", "Özdemir", "Oezdemir"),
    ("Herr", "Björn", "Weiß", "Weiss"),
    ("Frau", "Annegret", "Krüger", "Krueger"),
    ("Herr", "Tobias", "Jäger", "Jaeger"),
    ("Frau", "Lena", "Straßer", "Strasser"),
    ("Herr", "Matthias", "König", "Koenig"),
    ("Frau", "Silke", "Schäfer", "Schaefer"),
    ("Herr", "Götz", "Lehmann", "Lehman"),
    ("Frau", "Miriam", "Hofmann", "Hoffmann"),
    ("Herr", "Ole", "Petersen", "Petersen"),
    ("Frau", "Charlotte", "Vogel", "Vogel"),
    ("Herr", "Ahmet", "Yılmaz", "Yilmaz"),
    ("Frau", "Renate", "Fuchs", "Fuchs"),
)
ENGLISH_PEOPLE = (
    ("Ms", "Abigail", "Turner", "Turner"),
    ("Mr", "Oliver", "Whitfield", "Whitfeld"),
    ("Ms", "Siobhán", "O’Connor", "O'Connor"),
    ("Mr", "Daniel", "McAllister", "MacAllister"),
    ("Ms", "Priya", "Raman", "Ramann"),
    ("Mr", "Theodore", "Blake", "Blake"),
    ("Ms", "Hannah", "Ashworth", "Ashword"),
    ("Mr", "Lucas", "Moreau", "Moreau"),
)
POSITIONS = {
    "de": ("Einkauf", "Geschäftsführung", "Büroleitung", "Hausverwaltung", "Assistenz"),
    "en": ("Procurement", "Managing director", "Office manager", "Facilities", "Assistant"),
}

# number, German name, English name, unit price
GOODS = (
    ("1001", "Schreibtisch höhenverstellbar", "Height-adjustable desk", "489.00"),
    ("1002", "Bürostuhl Ergo", "Ergo office chair", "329.90"),
    ("1003", "Besprechungstisch Eiche", "Oak meeting table", "1290.00"),
    ("1004", "Regal 5 Böden", "Five-shelf rack", "149.50"),
    ("1005", "Rollcontainer", "Mobile pedestal", "189.00"),
    ("1006", "Akustikwand", "Acoustic panel", "279.00"),
    ("1007", "Stehleuchte LED", "LED floor lamp", "219.00"),
    ("1008", "Whiteboard 180 × 120", "Whiteboard 180 × 120", "159.00"),
    ("1009", "Monitorarm doppelt", "Dual monitor arm", "98.75"),
    ("1010", "Empfangstheke", "Reception counter", "2450.00"),
    ("1011", "Stapelstuhl", "Stacking chair", "64.90"),
    ("1012", "Garderobe Stahl", "Steel coat stand", "118.00"),
)

TITLES = {
    "de": (
        "Büroausstattung Erdgeschoss",
        "Stühle für Schulungsraum",
        "Empfang neu möblieren",
        "Ergonomische Arbeitsplätze",
        "Besprechungsraum 2. Etage",
        "Regale fürs Archiv",
        "Umzug Außenstelle",
        "Akustik Großraumbüro",
        "Ausstattung Wartezimmer",
        "Nachbestellung Schreibtische",
    ),
    "en": (
        "Office fit-out, ground floor",
        "Chairs for the training room",
        "New reception area",
        "Ergonomic workplaces",
        "Meeting room, second floor",
        "Shelving for the archive",
        "Branch office move",
        "Open-plan acoustics",
        "Waiting room furniture",
        "Desk re-order",
    ),
}

PHONE_NOTES = {
    "de": "Telefonisch bestellt: {contact} bittet um Lieferung bis Monatsende und um Rückruf wegen der Farbe.",
    "en": "Ordered by phone: {contact} asks for delivery by the end of the month and a call back about the colour.",
}
EMAIL_NOTES = {
    "de": "Per E-Mail eingegangen. „Wie besprochen bestellen wir verbindlich. Viele Grüße, {contact}“",
    "en": "Received by e-mail. “As discussed we would like to order. Kind regards, {contact}”",
}
COMMENTS = {
    "de": ("Kunde zahlt gewöhnlich per Rechnung.", "Lieferung nur vormittags, Rampe hinten.", "Muster in Eiche hell zugesagt."),
    "en": ("Usually pays by invoice.", "Deliver in the morning, rear entrance.", "Promised a sample in light oak."),
}
QUESTIONS = {
    "de": "{name} Ist das derselbe Auftrag wie deiner? Bitte kurz prüfen.",
    "en": "{name} Is this the same order as yours? Please have a look.",
}
CALLS = {"de": "Rückruf wegen Liefertermin", "en": "Call back about the delivery date"}
MAILS = {"de": "Bestellung per E-Mail beantworten", "en": "Answer the order e-mail"}
TAGS = {"de": ("Stammkunde", "Eilig", "Messe 2026"), "en": ("Regular customer", "Urgent", "Trade fair 2026")}
