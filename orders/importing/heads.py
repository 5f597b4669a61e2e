"""Heads of columns as other systems write them, in English and German; as ``fields.plain`` makes them."""

COMPANY_NUMBER_ELSEWHERE = (
    "customerid customernumber customerno customerref companyid companynumber clientid accountid accountnumber supplierid "
    "kundennummer kundennr kundenid kdnr firmennummer firmennr firmenid unternehmensnummer lieferantennummer "
    "lieferantennr debitor "
    "debitorennummer"
)
COMPANY_NUMBER = f"{COMPANY_NUMBER_ELSEWHERE} externalnumber externalid externenummer reference referenz id nummer number nr"
COMPANY_NAME_ELSEWHERE = (
    "companyname company organisation organization firma firmenname unternehmen unternehmensname account accountname"
)
COMPANY_NAME = f"{COMPANY_NAME_ELSEWHERE} customername customer client kunde kundenname lieferant supplier name"
CUSTOMER_NAME = f"{COMPANY_NAME_ELSEWHERE} customername customer client clientname kunde kundenname auftraggeber"
OF_CUSTOMERS = f"{COMPANY_NUMBER_ELSEWHERE} {COMPANY_NAME_ELSEWHERE} contactid contactnumber kontaktnummer kontaktnr kontaktid"
OWN_NUMBER = "number nummer"
LEGAL_FORM = "legalform rechtsform"
INDUSTRY = "industry sector branche"
VAT_NUMBER = "vatnumber vatid vatno ustid ustidnr umsatzsteuerid umsatzsteueridentifikationsnummer uid"

CONTACT_NAME = "contactname contact contactperson ansprechpartner ansprechpartnerin kontakt kontaktperson kontaktname"
CONTACT_POSITION = "contacttitle contactposition contactjobtitle ansprechpartnerposition kontaktposition"
CONTACT_NUMBER = (
    "contactid contactnumber kontaktnummer kontaktnr kontaktid externalnumber externalid externenummer reference "
    "referenz id nr"
)
SALUTATION = "salutation titleofcourtesy anrede"
FIRST_NAME = "firstname givenname forename vorname"
LAST_NAME = "lastname surname familyname nachname familienname zuname"
POSITION = "position jobtitle title funktion stelle"
BIRTHDAY = "birthday birthdate dateofbirth geburtstag geburtsdatum"

PERSON_NUMBER = (
    "employeeid employeenumber employeeno staffid personid userid personalnummer personalnr mitarbeiternummer "
    "mitarbeiternr mitarbeiterid"
)
DEPARTMENT = "department abteilung"
RESPONSIBLE = (
    f"{PERSON_NUMBER} employee responsible responsibleperson owner salesrep salesperson accountmanager verantwortlich "
    "verantwortliche verantwortlicher verantwortlicheperson mitarbeiter betreuer bearbeiter sachbearbeiter verkaeufer zustaendig"
)

PHONE = "phone phonenumber telephone tel telefon telefonnummer telefonnr rufnummer festnetz"
MOBILE = "mobile mobilephone cell cellphone mobil mobilnummer mobiltelefon handy handynummer"
FAX = "fax faxnumber telefax faxnummer"
EMAIL = "email emailaddress mail emailadresse mailadresse epost"
WEB = "web website homepage url internet webseite webadresse"
STREET = "address street streetaddress addressline1 address1 adresse strasse anschrift strassehausnummer strasseundhausnummer"
POSTAL_CODE = "postalcode postcode zip zipcode plz postleitzahl"
CITY = "city town ort stadt wohnort"
REGION = "region state province county bundesland kanton"
COUNTRY = "country land staat"

PRODUCT_NUMBER = (
    "productid productnumber productno productcode itemid itemnumber sku artikelnummer artikelnr artnr artikelid "
    "produktnummer produktnr produktid"
)
PRODUCT_NAME_ELSEWHERE = "productname product item itemname artikel artikelname artikelbezeichnung produkt produktname"
PRODUCT_NAME = f"{PRODUCT_NAME_ELSEWHERE} bezeichnung name"
UNIT = "unit quantityperunit unitofmeasure einheit mengeneinheit verpackungseinheit"
UNIT_PRICE = "unitprice price priceperunit listprice einzelpreis stueckpreis preis listenpreis epreis verkaufspreis"
CURRENCY = "currency currencycode waehrung waehrungscode"
ACTIVE = "active isactive aktiv"
DISCONTINUED = "discontinued isdiscontinued ausgelaufen auslaufartikel eingestellt"

ORDER_NUMBER = (
    "orderid ordernumber orderno orderref salesorder auftragsnummer auftragsnr auftragnr auftragsid auftrag "
    "bestellnummer bestellnr "
    "bestellid belegnummer belegnr vorgangsnummer"
)
TITLE = "title ordertitle ordername subject titel betreff auftragstitel"
STAGE = "stage status orderstatus stufe phase auftragsstatus"
BEGINS_ON = "orderdate ordered orderedon date beginson begin startdate auftragsdatum bestelldatum bestellt datum beginn beginntam"
CLOSES_ON = (
    "requireddate duedate closedate closeson deliverydate liefertermin lieferdatum wunschtermin faelligam endetam "
    "abschluss"
)
AMOUNT = "amount total ordertotal totalamount betrag summe gesamt gesamtbetrag auftragssumme auftragswert"
QUANTITY = "quantity qty count menge anzahl stueck stueckzahl"
DISCOUNT = "discount discountpercent rabatt rabattprozent nachlass"
VAT = "vat vatrate tax taxrate mwst mwstsatz ust ustsatz umsatzsteuer steuersatz"

SHIP_RECIPIENT = "shipname shipto recipient shippingname deliveryname lieferempfaenger empfaenger liefername"
SHIP_STREET = "shipaddress shipstreet shippingaddress deliveryaddress lieferadresse lieferstrasse lieferanschrift"
SHIP_POSTAL_CODE = "shippostalcode shippingpostalcode shipzip deliverypostcode lieferplz"
SHIP_CITY = "shipcity shippingcity deliverycity lieferort lieferstadt"
SHIP_REGION = "shipregion shippingregion shipstate lieferregion"
SHIP_COUNTRY = "shipcountry shippingcountry deliverycountry lieferland"

DESCRIPTION = (
    "description notes note comment comments remark remarks beschreibung notiz notizen bemerkung bemerkungen anmerkung kommentar"
)
NOTE = (
    "freight freightcost shippingcost fracht frachtkosten versandkosten shipvia shipper carrier versandart spediteur shippeddate "
    "shipdate shippedon versanddatum versandtam"
)
