"""Going through the pages of an import up to a step."""

from django.core.files.uploadedfile import SimpleUploadedFile

from orders.models import Import

START = "/orders/import/"


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def upload(client, text: str | bytes, name: str = "kunden.csv", **data):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(START, {"file": SimpleUploadedFile(name, content), **data})


def uploaded(client, text: str | bytes, **data) -> Import:
    answer = upload(client, text, **data)
    assert answer.status_code == 302, text_of(answer)
    return Import.objects.get()


def form_of(kept: Import, **changes) -> dict[str, str]:
    columns = {f"column-{position}": key for position, key in enumerate(kept.columns)}
    return {"kind": kept.kind, **columns, **changes}


def checked(client, text: str | bytes, **changes) -> Import:
    kept = uploaded(client, text)
    answer = client.post(kept.page("mapping"), form_of(kept, **changes))
    assert answer.status_code == 302, text_of(answer)
    kept.refresh_from_db()
    return kept
