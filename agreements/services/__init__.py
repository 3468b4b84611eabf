"""The writes on fiscal years and on the signed text of instruments."""

from agreements.services.fiscal_years import (
    create_fiscal_year,
    create_twelve_month_year,
    extend_fiscal_years,
    propose_quarter_ends,
)
from agreements.services.sources import (
    Draft,
    Superseded,
    draft_source,
    import_source,
    latest_source,
    settle_piece,
)
from agreements.services.uploads import import_upload, keep_upload

__all__ = [
    "Draft",
    "Superseded",
    "create_fiscal_year",
    "create_twelve_month_year",
    "draft_source",
    "extend_fiscal_years",
    "import_source",
    "import_upload",
    "keep_upload",
    "latest_source",
    "propose_quarter_ends",
    "settle_piece",
]
