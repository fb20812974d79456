"""stub until the data is there"""
OFFICE_WEEKENDS={}
REGIONS_DIFFER=frozenset()
GENERIC_COUNTRY_DOMAINS=frozenset({"io"})
DOMAIN_COUNTRIES={"uk":"GB"}
