"""Everything that can be found, in one table that the database itself keeps true: its SQL."""

# Chinese characters and kana; full-width letters and half-width kana are folded before.
CJK = "\u3005\u3006\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe"

# A number is one word: "12.1 (3)" is 12x1x3, and 12x1 finds what is below 12.1. A group in
# brackets after a number is part of it where it is a letter, a roman number or two digits.
GROUP = r"([0-9][0-9a-z]*) ?\( ?([0-9]{1,2}|[a-z]{1,2}|[ivx]{3,5}) ?\)"
FOLD = rf"""
CREATE FUNCTION search_fold(raw text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    folded text := raw;
BEGIN
    IF octet_length(raw) > length(raw) THEN
        folded := regexp_replace(normalize(raw, NFKD), '[\u0300-\u036f]', '', 'g');
        folded := normalize(folded, NFKC);
    END IF;
    folded := lower(folded COLLATE pg_c_utf8);
    folded := regexp_replace(folded, '([0-9]),(?=[0-9][0-9][0-9])', '\1', 'g');
    folded := regexp_replace(folded, '([0-9])[.-](?=[0-9])', '\1x', 'g');
    FOR depth IN 1..3 LOOP
        EXIT WHEN folded !~ '{GROUP}';
        folded := regexp_replace(folded, '{GROUP}', '\1x\2', 'g');
    END LOOP;
    RETURN folded;
END $$
"""

# Text without spaces is found by pairs of characters: every pair, and the last one alone.
# A text with more different words than a tsvector holds is indexed as far as it fits.
PAIRS = rf"'([{CJK}])([{CJK}]?)', ' \1\2 ', 'g'"
LEXEMES = rf"""
CREATE FUNCTION search_lexemes(VARIADIC parts text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    raw text := array_to_string(parts, ' ');
    words text := search_fold(raw);
    later text := '';
BEGIN
    IF octet_length(words) > length(words) THEN
        later := regexp_replace(
            regexp_replace(words, '[^{CJK}]+', ' ', 'g'), '(^| )[{CJK}]', ' ', 'g'
        );
        words := regexp_replace(words, {PAIRS});
        later := regexp_replace(later, {PAIRS});
    END IF;
    RETURN to_tsvector('simple', regexp_replace(words, '[^[:alnum:]]+', ' ', 'g') || later);
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN search_lexemes(left(raw, length(raw) / 2));
END $$
"""

# As in "Item 5(a)" or "Exhibit 3-1", a word before the number is no part of the key.
NUMBER = r"""
CREATE FUNCTION search_number(raw text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN left(replace(regexp_replace(
    btrim(regexp_replace(search_fold(raw), '[^[:alnum:]]+', ' ', 'g')),
    '^[a-z]{4,} (?=[0-9])', ''
), ' ', 'x'), 80)
"""

COLUMNS = [
    "agreement_id", "article_id", "obligation_id", "position", "number", "number_key", "title",
    "summary", "wording",
]

# A view for each kind says what the rows must hold; the triggers below bring the table to it. The
# wording is that of the latest document of the instrument and of all amendments that stand.
VIEWS = {
    "article": """
SELECT
    article.id, article.agreement_id, article.id, NULL::bigint, article.position, article.number,
    search_number(article.number), article.heading,
    concat_ws(' · ',
        nullif(article.summary, ''), nullif(article.note, ''), nullif(article.no_content, '')
    ),
    concat_ws(E'\\n',
        (
            SELECT string_agg(concat_ws(E'\\n', piece.heading, piece.text), E'\\n'
                ORDER BY piece.position)
            FROM agreements_sourcearticle piece
            WHERE piece.article_id = article.id
            AND piece.document_id = (
                SELECT id FROM agreements_sourcedocument document
                WHERE document.agreement_id = article.agreement_id
                ORDER BY imported_at DESC, id DESC LIMIT 1
            )
        ),
        (
            SELECT string_agg(change.new_text, E'\\n' ORDER BY amendment.effective, change.id)
            FROM agreements_articlechange change
            JOIN agreements_amendment amendment ON amendment.id = change.amendment_id
            WHERE change.article_id = article.id AND amendment.withdrawn_at IS NULL
        )
    )
FROM agreements_article article
""",
    "obligation": """
SELECT
    obligation.id, article.agreement_id, article.id, obligation.id, article.position,
    article.number, search_number(article.number), obligation.title,
    concat_ws(' · ',
        (
            SELECT nullif(version.rule, '') FROM obligations_obligationversion version
            WHERE version.obligation_id = obligation.id AND version.withdraws_id IS NULL
            AND NOT EXISTS (
                SELECT FROM obligations_obligationversion later
                WHERE later.withdraws_id = version.id
            )
            ORDER BY version.applies_from DESC NULLS LAST, version.id DESC LIMIT 1
        ),
        nullif(concat_ws(' → ', obligor.short_name, obligee.short_name), ''),
        nullif(obligation.note, ''), nullif(obligation.exceptions, ''),
        nullif(obligation.survival, ''), nullif(obligation.form, '')
    ),
    ''
FROM obligations_obligation obligation
JOIN agreements_article article ON article.id = obligation.article_id
LEFT JOIN agreements_party obligor ON obligor.id = obligation.obligor_id
LEFT JOIN agreements_party obligee ON obligee.id = obligation.obligee_id
""",
    "term": """
SELECT
    term.id, term.agreement_id, article.id, NULL::bigint, article.position, article.number,
    search_number(article.number), array_to_string(term.term || term.also, ', '), term.meaning, ''
FROM agreements_definedterm term
JOIN agreements_article article ON article.id = term.article_id
""",
    "party": """
SELECT
    party.id, role.agreement_id, NULL::bigint, NULL::bigint, 0, '', '',
    concat_ws(', ', party.short_name, nullif(party.name, party.short_name)),
    coalesce(string_agg(DISTINCT nullif(role.words, ''), ' · '), ''), ''
FROM (
    SELECT agreement_id, party_id, concat_ws(' · ', role, nullif(notice_address, '')) AS words
    FROM agreements_agreementparty
    UNION ALL
    SELECT agreement_id, counterparty_id, '' FROM agreements_agreementinstance
) role
JOIN agreements_party party ON party.id = role.party_id
GROUP BY party.id, role.agreement_id
""",
    "instrument": """
SELECT
    id, id, NULL::bigint, NULL::bigint, 0, '', '', title, concat_ws(' · ', short_title, governing_law), ''
FROM agreements_agreement
""",
}


def _view(kind: str, rows: str) -> tuple[str, str]:
    columns = ", ".join(["object_id", *COLUMNS])
    return f"CREATE VIEW search_{kind}_now ({columns}) AS {rows}", f"DROP VIEW search_{kind}_now"


# As for the state of a deadline: the rows are locked first, and what they must hold is read
# afterwards, by a statement that sees what another transaction committed meanwhile. They are
# reached by their keys: a plan that was kept from when the tables were small must not scan them.
def _refresh(kind: str) -> tuple[str, str]:
    columns = ", ".join(COLUMNS)
    create = f"""
CREATE FUNCTION refresh_search_{kind}(changed bigint[]) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    IF cardinality(changed) = 0 THEN RETURN; END IF;
    PERFORM 1 FROM obligations_searchentry
        WHERE kind = '{kind}' AND object_id = ANY(changed) ORDER BY id FOR UPDATE;
    DELETE FROM obligations_searchentry entry
        WHERE kind = '{kind}' AND object_id = ANY(changed) AND NOT EXISTS (
            SELECT FROM search_{kind}_now
            WHERE object_id = entry.object_id AND agreement_id = entry.agreement_id
        );
    WITH written AS (
        INSERT INTO obligations_searchentry AS entry (kind, object_id, {columns})
            SELECT '{kind}', object_id, {columns}
            FROM search_{kind}_now WHERE object_id = ANY(changed)
            ON CONFLICT (kind, object_id, agreement_id) DO UPDATE
            SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
            WHERE ({", ".join(f"entry.{name}" for name in COLUMNS)})
            IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in COLUMNS)})
            RETURNING lexemes
    ), fresh AS MATERIALIZED (
        SELECT DISTINCT found.word FROM written, unnest(tsvector_to_array(lexemes)) AS found(word)
        WHERE NOT EXISTS (
            SELECT FROM obligations_searchword known WHERE known.word = found.word
        )
    )
    INSERT INTO obligations_searchword (word)
        SELECT word FROM fresh WHERE word ~ '^[a-z]{{4,40}}$';
END $$
"""
    return create, f"DROP FUNCTION refresh_search_{kind}"


ARTICLES = "SELECT id FROM agreements_article"
OBLIGATIONS = "SELECT id FROM obligations_obligation"
TERMS = "SELECT id FROM agreements_definedterm"
CHANGED = "SELECT id FROM changed"
# What rests on the rows of each table: a kind, and which of its objects.
SOURCES = {
    "agreements_agreement": {"instrument": CHANGED},
    "agreements_article": {
        "article": CHANGED,
        "obligation": f"{OBLIGATIONS} WHERE article_id IN ({CHANGED})",
        "term": f"{TERMS} WHERE article_id IN ({CHANGED})",
    },
    "agreements_sourcedocument": {
        "article": f"{ARTICLES} WHERE agreement_id IN (SELECT agreement_id FROM changed)"
    },
    "agreements_sourcearticle": {
        "article": "SELECT article_id FROM changed WHERE article_id IS NOT NULL"
    },
    "agreements_amendment": {
        "article": "SELECT article_id FROM agreements_articlechange"
        f" WHERE amendment_id IN ({CHANGED})"
    },
    "agreements_articlechange": {"article": "SELECT article_id FROM changed"},
    "agreements_definedterm": {"term": CHANGED},
    "agreements_party": {
        "party": CHANGED,
        "obligation": f"{OBLIGATIONS} WHERE obligor_id IN ({CHANGED})"
        f" OR obligee_id IN ({CHANGED})",
    },
    "agreements_agreementparty": {"party": "SELECT party_id FROM changed"},
    "agreements_agreementinstance": {"party": "SELECT counterparty_id FROM changed"},
    "obligations_obligation": {"obligation": CHANGED},
    "obligations_obligationversion": {"obligation": "SELECT obligation_id FROM changed"},
}
# An update of these may move a row from one object to another.
MOVING = {"agreements_sourcearticle", "agreements_agreementparty", "agreements_agreementinstance"}
# Whatever the event, the rows are called `changed`.
EVENTS = {
    "insert": ("INSERT", "NEW"),
    "update_from": ("UPDATE", "OLD"),
    "update_to": ("UPDATE", "NEW"),
    "delete": ("DELETE", "OLD"),
}


def _triggers(table: str, kinds: dict[str, str]) -> tuple[str, str]:
    function = f"refresh_search_after_{table}"
    refresh = "".join(
        f"PERFORM refresh_search_{kind}(ARRAY({objects}));\n"
        for kind, objects in kinds.items()
    )
    create = f"""
    CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {refresh}
        RETURN NULL;
    END $$;
    """
    for name, (event, rows) in EVENTS.items():
        if name == "update_from" and table not in MOVING:
            continue
        create += f"""
        CREATE TRIGGER refresh_search_{name} AFTER {event} ON {table}
            REFERENCING {rows} TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """
    return create, f"DROP FUNCTION {function} CASCADE"


BEFORE_TABLES = [
    (FOLD, "DROP FUNCTION search_fold"),
    (LEXEMES, "DROP FUNCTION search_lexemes"),
    (NUMBER, "DROP FUNCTION search_number"),
]
AFTER_TABLES = [
    # Texts and lexemes lie beside the table: lists and counts read narrow rows.
    ("ALTER TABLE obligations_searchentry SET (toast_tuple_target = 128)", ""),
    *(_view(kind, rows) for kind, rows in VIEWS.items()),
    *(_refresh(kind) for kind in VIEWS),
    *(_triggers(table, kinds) for table, kinds in SOURCES.items()),
]
