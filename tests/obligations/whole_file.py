"""A file that says everything that one can say, laid out as it is dumped."""

WHOLE = """\
instrument:
  slug: supply
  title: Supply Agreement between the buyer and the seller
  short_title: Supply
  kind: agreement
  governing_law: New York
  zone: America/New_York
  policy: us-federal
  executed: 2026-04-01
  in_force_from: 2026-04-02
  source_standing: Copy
  source_part: Exhibit 1
  is_template: true
  parties:
    - party: us
      role: Buyer
      notice_address: |-
        1-1 Chiyoda
          Room 2

        Tokyo
    - party: them
      role: Seller
  readings:
    - article: "2.1"
      question: "Which day: the first or the last?"
      choice: The last.
      other: The first.
      counting: "midnight: its day counts"
      reason: Usage.
      decided_by: Us
      decided_on: 2026-04-03

events:
  - name: delivery
    description: Goods delivered
    article: "2.1(a)"
    notice: in
  - name: closing
    description: Price paid

states:
  - name: the seller is solvent
    article: "3"
    since: 2026-04-01
    until: 2027-03-31
    confirmed_on: 2026-04-02
    confirmed_by: Auditor of the seller

articles:
  - number: "Preamble"
    division: formal
    page: 1
    no_content: Names the parties.
  - number: "Chapter 1"
    division: chapter
    printed: "Chapter 1."
    heading: Goods
    articles:
      - number: "2"
        printed: "Article 2."
        heading: Delivery
        page: 2
        note: >-
          The heading says delivery, the text hands over; both mean the moment at which the buyer
          has the goods in its power.
        terms:
          - term: Goods
            meaning: What the seller makes.
            also: [Good, "wares, and parts"]
          - term: Defect
            meaning: "\\"Any\\" flaw: see 2.1."
        articles:
          - number: "2.1"
            division: section
            printed: "2.1"
            page: 3
            summary: The buyer inspects what it was given.
            references:
              - {to: "3", words: the damages clause}
              - {instrument: frame, to: "1"}
            figures:
              - {name: units, value: "25745", unit: shares}
              - {name: share of the whole, value: "31.6", unit: "%"}
              - name: price of everything that was delivered under this agreement and accepted
                value: "9603373500"
                unit: yen
            obligations:
              - key: inspect
                title: Inspect the goods
                kind: duty
                obligor: us
                obligee: them
                rule: within 10 days after delivery
                in_force_from: 2026-05-01
                in_force_until: 2030-01-01
                counts_on: dispatch
                form: In writing
                review: approval
                target_days: 0
                note: First.
                exceptions: Not on Sundays.
                survives: true
                survival: Two years
                waivable_by: them
                breach_leads_to: ["2.1(a)", "3"]
                on_closing_list: true
              - key: solvency
                title: Stay solvent
                kind: prohibition
                rule: while the seller is solvent
            articles:
              - number: "2.1(a)"
                division: item
                printed: "(a)"
                no_content: "yes"
  - number: "3"
    heading: Damages
    no_content: "null"
"""

PROVISIONS = ["Preamble", "Chapter 1", "2", "2.1", "2.1(a)", "3"]
