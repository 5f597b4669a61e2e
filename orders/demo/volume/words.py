"""The word lists of the volume data: German names, trades, towns and goods. Frequent ones come first."""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Frequent German surnames with the spelling somebody uses who has no umlauts at hand.
LAST_NAMES = _listed(
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder "
    "Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz Krause Meier Lehmann Schmid Schulze "
    "Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel "
    "Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter "
    "Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Schulte "
    "Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer Özdemir Yılmaz Kowalski "
    "Nowak Straßer Göbel Förster Süß Bäcker Häuser Löwe Nüßlein Rößler Grünwald Lüdenscheid Ströbele Kästner Höfer Bühler"
)
FIRST_NAMES = _listed(
    "Thomas Michael Andreas Peter Sabine Stefan Petra Christian Martin Claudia Wolfgang Susanne Klaus Andrea Jürgen Martina "
    "Karin Frank Birgit Uwe Ursula Bernd Heike Ralf Angelika Matthias Monika Markus Gabriele Jörg Renate Dieter Anja Manfred "
    "Nicole Holger Jutta Werner Katrin Jens Silke Björn Käthe Günter Ulrike Rainer Kerstin Götz Barbara Helmut Daniela Jan "
    "Christine Sven Marion Florian Brigitte Tobias Elke Alexander Stefanie Daniel Julia Sebastian Anna Philipp Lena Lukas Sophie "
    "Jonas Laura Felix Marie Paul Zoë Jérôme Sibel Mehmet Agnieszka Søren Leïla Hülya Jürg Ännchen"
)
TRADES = _listed(
    "Autohaus Bäckerei Tischlerei Gärtnerei Apotheke Praxis Kanzlei Architekturbüro Spedition Druckerei Brauerei Metzgerei "
    "Möbelhaus Schreinerei Malerbetrieb Dachdeckerei Fahrschule Buchhandlung Optik Elektro Sanitär Maschinenbau "
    "Werkzeugbau Softwarehaus Ingenieurbüro Hausverwaltung Steuerberatung Reisebüro Kaffeerösterei Großhandel"
)
TOWNS = _listed(
    "Hamburg München Köln Berlin Frankfurt Stuttgart Düsseldorf Leipzig Dortmund Essen Bremen Dresden Hannover Nürnberg Duisburg "
    "Bochum Wuppertal Bielefeld Bonn Münster Mannheim Karlsruhe Augsburg Wiesbaden Gelsenkirchen Mönchengladbach Braunschweig "
    "Kiel Aachen Chemnitz Halle Magdeburg Freiburg Krefeld Lübeck Mainz Erfurt Rostock Kassel Saarbrücken Göttingen Würzburg "
    "Tübingen Lüneburg Gießen Görlitz Bärenstein Füssen Plön Zwickau"
)
LEGAL_FORMS = ("GmbH", "GmbH & Co. KG", "e. K.", "AG", "OHG", "KG", "", "UG")
INDUSTRIES = _listed("Handel Handwerk Industrie Beratung Gesundheit Gastgewerbe Logistik Bildung Medien Energie")
GOODS = _listed(
    "Büroausstattung Schreibtische Bürostühle Regale Akustikwände Beleuchtung Besprechungstische Empfangstheke Schränke Teppiche "
    "Monitore Drucker Küchenzeile Spinde Trennwände Whiteboards Rollcontainer Sitzbänke Gartenmöbel Werkbänke Türschilder "
    "Jalousien Garderoben Lagerregale Stapelstühle Serverschrank Kopierer Beschilderung Sonnenschutz Ladentheke"
)
PLACES = (
    "Erdgeschoss", "1. Etage", "2. Etage", "Außenstelle", "Archiv", "Empfang", "Schulungsraum", "Wartezimmer", "Großraumbüro",
    "Werkstatt", "Lager Süd", "Lager Nord", "Filiale Mitte", "Kantine", "Geschäftsführung", "Messestand", "Umzug", "Neubau",
    "Nachbestellung", "Rahmenvertrag", "Ersatzbedarf", "Homeoffice", "Labor", "Pförtnerhaus", "Terrasse",
)  # fmt: skip
SUBJECTS = (
    "Rückruf wegen Liefertermin", "Angebot nachfassen", "Bestellung per E-Mail beantworten", "Muster verschicken",
    "Termin vor Ort", "Rechnung klären", "Liefertermin bestätigen", "Farbe abstimmen", "Reklamation aufnehmen", "Danke sagen",
)  # fmt: skip
POSITIONS = ("Einkauf", "Geschäftsführung", "Büroleitung", "Hausverwaltung", "Assistenz", "Buchhaltung", "Technik", "")
AREA_CODES = ("30", "40", "89", "221", "69", "711", "211", "341", "231", "201", "421", "351", "511", "911", "171", "172")
DEPARTMENTS = ("Vertrieb Nord", "Vertrieb Süd", "Vertrieb West", "Vertrieb Ost", "Schlüsselkunden", "Innendienst")

_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ı": "i"})


def plain(word: str) -> str:
    """The spelling of somebody without umlauts on the keyboard."""
    return word.translate(_PLAIN)
