"""What people read on the pages, in both languages. Written out and not taken from the catalogue: a journey that asked the
product for its words would agree with every mistake in them."""

LABELS = {
    "username": ("Username", "Benutzername"),
    "password": ("Password", "Passwort"),
    "sign in": ("Sign in", "Anmelden"),
    "sign out": ("Sign out", "Abmelden"),
    # sections
    "my day": ("My day", "Mein Tag"),
    "orders": ("Orders", "Aufträge"),
    "contacts": ("Contacts", "Kontakte"),
    "companies": ("Companies", "Unternehmen"),
    "merges": ("Merges", "Vereinigungen"),
    "history": ("CRM history", "CRM-History"),
    "trash": ("Trash", "Papierkorb"),
    # the list
    "search list": ("Search list", "Liste durchsuchen"),
    "filter": ("Filter", "Filtern"),
    "stage": ("Stage", "Stufe"),
    "select order": ("Select order {number}", "Auftrag {number} auswählen"),
    "select contact": ("Select contact {number}", "Kontakt {number} auswählen"),
    "select company": ("Select company {number}", "Unternehmen {number} auswählen"),
    "choose action": ("Choose action", "Aktion wählen"),
    "apply": ("Apply", "Anwenden"),
    "continue": ("Continue", "Fortfahren"),
    "next page": ("Next page", "Nächste Seite"),
    "select all": ("Select all matches", "Alle Treffer auswählen"),
    "selection only": ("Show selection only", "Nur Auswahl anzeigen"),
    "clear selection": ("Clear selection", "Auswahl aufheben"),
    "keep, next page": ("Keep selection, next page", "Auswahl merken, nächste Seite"),
    "change owner": ("Change owner", "Verantwortlichen ändern"),
    "new owner": ("New responsible person", "Neu verantwortlich"),
    "report": ("Report", "Bericht"),
    "back to list": ("Back to the list", "Zurück zur Liste"),
    # the wizard
    "primary": ("Primary", "Hauptelement"),
    "next": ("Next", "Weiter"),
    "title": ("Title", "Titel"),
    "result": ("Preliminary result", "Vorläufiges Ergebnis"),
    "refresh": ("Refresh result", "Ergebnis aktualisieren"),
    "merge": ("Merge", "Vereinigen"),
    "merge and edit": ("Merge and edit", "Vereinigen und bearbeiten"),
    "later": ("Later", "Später"),
    "resume": ("Resume", "Fortsetzen"),
    "undo": ("Undo", "Rückgängig machen"),
    "undo merge": ("Undo merge", "Vereinigung rückgängig machen"),
    "keep the later edit": ("Keep the later edit", "Spätere Bearbeitung behalten"),
    "put back": ("Put back", "Zurücksetzen"),
    "undo whole": ("Undo the whole merge", "Die ganze Vereinigung rückgängig machen"),
    # a record
    "new order": ("New order", "Neuer Auftrag"),
    "edit": ("Edit", "Bearbeiten"),
    "save": ("Save", "Speichern"),
    "save again": ("Save again", "Noch einmal speichern"),
    "description": ("Description", "Beschreibung"),
    "line items": ("Line items", "Positionen"),
    "name": ("Name", "Name"),
    "quantity": ("Quantity", "Menge"),
    "unit price": ("Unit price", "Einzelpreis"),
    "add row": ("Add row", "Zeile hinzufügen"),
    "outrun": ("Somebody else saved this record meanwhile", "Inzwischen hat jemand anderes dieses Element gespeichert"),
    "comment": ("Comment", "Kommentar"),
    "save comment": ("Save comment", "Kommentar speichern"),
    "plan activity": ("Plan activity", "Aktivität planen"),
    "subject": ("Subject", "Betreff"),
    "save activity": ("Save activity", "Aktivität speichern"),
    "choose file": ("Choose file", "Datei auswählen"),
    "a file is chosen": ("A file is chosen", "Eine Datei ist ausgewählt"),
    "upload": ("Upload", "Hochladen"),
    "move to trash": ("Move to trash", "In den Papierkorb verschieben"),
    "timeline": ("Timeline", "Verlauf"),
    "cancel": ("Cancel", "Abbrechen"),
    "company": ("Company", "Unternehmen"),
    "amount": ("Amount", "Betrag"),
    "external number": ("External number", "Externe Nummer"),
    "save and move": ("Save and move", "Speichern und verschieben"),
    "comments": ("Comments", "Kommentare"),
    "changes": ("Changes and merges", "Änderungen und Vereinigungen"),
    "mentions": ("Mentions", "Erwähnungen"),
    "done": ("Done", "Erledigt"),
    # settings
    "settings": ("Settings", "Einstellungen"),
    "pipelines": ("Pipelines and stages", "Pipelines und Stufen"),
    "new pipeline": ("New pipeline", "Neue Pipeline"),
    "name in english": ("Name in English", "Name auf Englisch"),
    "name in german": ("Name in German", "Name auf Deutsch"),
    "remove": ("Remove", "Entfernen"),
    "move orders to": ("Move the orders to", "Aufträge verschieben nach"),
    "move and remove": ("Move orders and remove", "Aufträge verschieben und entfernen"),
    "currencies": ("Currencies", "Währungen"),
    "currency code": ("Currency code", "Währungscode"),
    "offer": ("Offer", "Anbieten"),
    # the trash
    "restore": ("Restore", "Wiederherstellen"),
    "delete permanently": ("Delete permanently", "Endgültig löschen"),
    "by hand": ("deleted by hand", "von Hand gelöscht"),
    # the frame
    "dark": ("Dark", "Dunkel"),
    "keyboard": ("Keyboard", "Tastatur"),
    "use keys": ("Use these keys in this browser", "Diese Tasten in diesem Browser verwenden"),
    "close": ("Close", "Schließen"),
    "not found": ("Not found", "Nicht gefunden"),
}

# parts of sentences
PASSAGES = {
    "won": ("Won", "Gewonnen"),  # a stage of the first pipeline: stored, not translated
    "needs company": ("Stage “Won” needs: Company.", "Stufe „Gewonnen“ braucht: Unternehmen."),
    "edit field": ("Edit {label}", "{label} bearbeiten"),
    "done with mention": ("Done with the mention on {record}", "Erwähnung an {record} erledigt"),
    "move down": ("Move {name} down", "{name} nach unten"),
    "selected": ("2 selected", "2 ausgewählt"),
    "number selected": ("{number} selected", "{number} ausgewählt"),
    "changed": ("2 records were changed.", "2 Elemente wurden geändert."),
    "taken back": ("Undone: 2 entries are as they were.", "Rückgängig gemacht: 2 Einträge sind wieder, wie sie waren."),
    "undone": ("was undone", "wurde rückgängig gemacht"),
    "merged with": ("{others} into {primary}", "{others} mit {primary} vereinigt"),
    "merged into": ("merged into {number}", "vereinigt mit {number}"),
    "was merged into this": ("was merged into this record.", "wurde mit diesem Element vereinigt."),
    "is below": ("Its data is now on the record below.", "Die Daten stehen jetzt im Element unten."),
    "select entry": ("Select Order {label}", "Auftrag {label} auswählen"),
}


class Words:
    """``words("select order", number="A-1042")`` in one language."""

    def __init__(self, language: str) -> None:
        self.position = {"en": 0, "de": 1}[language]

    def __call__(self, key: str, **values: str) -> str:
        return (LABELS | PASSAGES)[key][self.position].format(**values)
