#!/usr/bin/env python3
"""Prints example numbers and what the phonenumbers module says about their time zones: number, tab, zones."""

import phonenumbers
from phonenumbers import timezone
from phonenumbers.tzdata import TIMEZONE_DATA


def numbers():
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE):
            number = phonenumbers.example_number_for_type(region, kind)
            if number:
                yield number
    for prefix in TIMEZONE_DATA:
        if prefix.startswith("1") and len(prefix) >= 4:
            yield phonenumbers.PhoneNumber(country_code=1, national_number=int((prefix[1:] + "2345678")[:10]))


for example in numbers():
    zones = timezone.time_zones_for_number(example)
    if phonenumbers.is_valid_number(example):
        print(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164), ",".join(zones), sep="\t")
