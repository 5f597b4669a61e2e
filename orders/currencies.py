"""Currency codes people may enter: ISO 4217, without the codes for metals, funds and tests."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CODES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY "
    "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR "
    "IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR "
    "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD "
    "XCG XOF XPF YER ZAR ZMW ZWG".split()
)


def clean_currency(text: str) -> str:
    """Return the code in capitals.

    Raises:
        ValidationError: it is no ISO code.
    """
    code = text.strip().upper()
    if code not in CODES:
        raise ValidationError(
            _("“%(code)s” is no currency code. Enter three letters such as EUR or USD.") % {"code": text.strip()[:20]},
            code="currency",
        )
    return code
