"""Writers: letters as dictionaries, JSON and rows. They know the model alone."""

from imrdoc._writers._dict import SCHEMA_VERSION, from_dict, to_dict
from imrdoc._writers._json import from_json, to_json
from imrdoc._writers._records import CitationRecord, IssueRecord, citation_records, records
from imrdoc._writers._schema import json_schema

__all__ = [
    "SCHEMA_VERSION",
    "CitationRecord",
    "IssueRecord",
    "citation_records",
    "from_dict",
    "from_json",
    "json_schema",
    "records",
    "to_dict",
    "to_json",
]
