2025-07-07 10:10 m.falkenried

    File the first penetration test and open an index of evidence

new evidence/evidence.yaml
set soa.yaml A.8.8 A.8.29
-status: partial
-target_date: 2025-12-19
-treatment: T-20
+status

2025-07-08 11:20 h.wolkenstein

    File the report of the first internal audit

    No nonconformity. Nobody can say how long we keep what.

new audits/IA-2025.yaml

2025-07-16 10:05 h.wolkenstein

    File the minutes of the first management review

    Tilo takes the second region with him, Mira the writing.

new records/management-reviews/MR-2025.yaml

2025-07-21 09:35 d.vukasinov

    Write the trunk-based flow and its gates into the policy

release policies/pol-secure-development.md 1.0.0 2024-12-03
edit policies/pol-secure-development.md
-3. Code reaches the main branch only with the review of another engineer.
+3. Code reaches the main branch only with the review of another engineer and green checks: tests, static
+   analysis, secret scan, dependency gate.

2025-08-11 10:25 j.tannhuber

    Plan the second region

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

add registers/changes.yaml CHG-2025-02

2025-08-25 09:20 p.silberhorn

    Shorten the time limits for patches

release policies/pol-operations-security.md 1.0.0 2024-12-16
edit policies/pol-operations-security.md
-2. Weaknesses are looked for continuously. Time limits from the day a fix exists: critical 14 days, high 30
-   days, the rest with the next release.
+2. Weaknesses are looked for continuously. Time limits from the day a fix exists: critical in the internet 48
+   hours, critical elsewhere 7 days, high 14 days, medium 60 days. What cannot be kept needs an exception.

2025-08-25 14:00 u.kranzler

    Decide on climate change, as the amendment asks

release context/context.yaml 1.0.0 2024-11-25
set context/context.yaml
+climate_change
add context/context.yaml IS-05

2025-08-27 16:10 d.vukasinov

    Finish row policies and the isolation suite

    The suite tries to read across tenants in every build.

set risk/register.yaml T-03
-status: active
+status done_on

2025-09-01 09:40 m.falkenried

    Give risks and treatments a file each

    The joint register had grown to a thousand lines. Only the place
    changes: no id, no text.

split risk/register.yaml risk/risks.yaml risk/treatments.yaml

2025-09-15 10:30 w.thalbach

    Say how requests of data subjects reach our customers

release policies/pol-privacy.md 1.0.0 2024-11-25
edit policies/pol-privacy.md
-5. Requests of data subjects are acknowledged within three days and answered within a month.
+5. Requests of data subjects are acknowledged within three days and answered within a month; those about data
+   of customers are passed on to them within two working days.

2025-09-15 13:15 m.falkenried on cyber-law

    Add the deadlines of the cyber security law

release policies/pol-incident-management.md 1.0.0 2024-12-04
edit policies/pol-incident-management.md
-5. Notification duties are looked up at the start of every incident; the data protection officer is heard
-   whenever personal data may be concerned.
+5. Notification duties stand in the register of obligations with their deadlines. The incident manager checks
+   them at the start of every incident; the data protection officer is heard whenever personal data may be
+   concerned.

2025-09-22 11:05 y.karadenizli on cyber-law

    Bring the procedure in line with the new deadlines

release procedures/proc-incident-handling.md 1.0.0 2024-12-04
edit procedures/proc-incident-handling.md
-5. **Notify.** Go through the register of obligations with the data protection officer: 72 hours for personal
-   data, 24 hours for customers. A decision not to notify is written down with its reason.
+5. **Notify.** Go through the register of obligations with the data protection officer. The clock runs from
+   knowledge: 24 hours and 72 hours for the cyber security law, 72 hours for personal data, 24 hours for
+   customers. A decision not to notify is written down with its reason.

2025-09-22 14:20 h.wolkenstein

    Choose the certification body and book both stages

    November and January. Three offers, one of them without accreditation.

new context/certification.yaml

2025-09-24 09:00 t.brandauer merges cyber-law

    Merge the deadlines of the cyber security law

    Reviewed-by: Henrike Wolkenstein <h.wolkenstein@acme.example>

2025-09-29 14:45 m.falkenried on method-2

    Write risk method 2.0.0 with five steps

    Four steps put an hour of outage and a day of outage into one box.
    Impact is now described by dimension, and there is a tolerance.

release risk/method.yaml 1.0.0 2024-11-25
set risk/method.yaml
-likelihood:
-  - {value: 1, name: rare, description: Would surprise everybody in our trade}
-  - {value: 2, name: unlikely, description: Known from others}
-  - {value: 3, name: possible, description: Happened to us or to comparable companies}
-  - {value: 4, name: likely, description: Expected within the year}
-impact:
-  - {value: 1, name: slight, description: Absorbed by the unit}
-  - {value: 2, name: noticeable, description: Single customers notice}
-  - {value: 3, name: serious, description: Several customers harmed or a duty touched}
-  - {value: 4, name: severe, description: Many customers harmed or Acme in danger}
-matrix:
-  "1,1": low
-  "1,2": low
-  "1,3": low
-  "1,4": moderate
-  "2,1": low
-  "2,2": moderate
-  "2,3": moderate
-  "2,4": moderate
-  "3,1": low
-  "3,2": moderate
-  "3,3": high
-  "3,4": high
-  "4,1": moderate
-  "4,2": moderate
-  "4,3": high
-  "4,4": critical
+likelihood impact matrix tolerance consistency

2025-09-30 10:20 m.falkenried on method-2

    Describe the new scales in the procedure and record the change

    All risks are to be scored again by December; until then both methods
    stand side by side.

release procedures/proc-risk-assessment.md 1.0.0 2024-11-25
add registers/changes.yaml CHG-2025-01

2025-10-01 09:15 m.falkenried

    Set periods of keeping, and say how often each control is run

    Until now no class of records said how long it is kept. From today the
    operating controls count.

    Approved-by: Henrike Wolkenstein <h.wolkenstein@acme.example>
    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

new controls/operating-controls.yaml
add soa.yaml c-tenant-isolation
release isms.yaml 1.0.0 2024-11-25
set isms.yaml
+retention intervals
set risk/assessments/RA-2024.yaml
+retention
set registers/changes.yaml CHG-2025-02
+retention
set evidence/evidence.yaml EV-2025-06-pentest
+retention
set audits/IA-2025.yaml
+retention
set records/management-reviews/MR-2025.yaml
-status: open
+status retention
set records/management-reviews/MR-2025.yaml MR-2025-A1 MR-2025-A2 MR-2025-A3
-status: open
+status done_on

2025-10-06 08:50 h.wolkenstein merges method-2

    Approve risk method 2.0.0

    Some levels no longer follow from the old scores. That is what the
    assessment in November is for.

    Reviewed-by: Tilo Brandauer <t.brandauer@acme.example>

2025-10-06 17:25 j.tannhuber

    Open a corrective action after Friday's outage

    A firewall rule changed by hand, undone by the next roll-out: 70 minutes.

new records/corrective-actions/CA-2025-01.yaml

2025-10-13 11:40 c.steinacker

    Ask for an exception for gateways of the first generation

    They speak TLS 1.1 at most.

    Approved-by: Sanne Achterberg <s.achterberg@acme.example>

add registers/exceptions.yaml EX-01

2025-10-15 09:00 k.wittgenau

    Welcome Zoe Pohlmeier in engineering

add registers/people.yaml z.pohlmeier

2025-10-20 15:30 m.falkenried

    Check obligations and inventory, and file the proof

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

add evidence/evidence.yaml EV-2025-10-asset-reconciliation EV-2025-10-obligations
renew context/obligations.yaml 2024-11-25
renew registers/people.yaml 2024-12-02
set registers/changes.yaml CHG-2025-01
+implemented_by implemented_on
renew registers/assets.yaml 2025-01-14
all registers/assets.yaml
-last_checked: 2025-01-13
+last_checked: 2025-10-08
all context/obligations.yaml
-reviewed_on: 2024-11-18
+reviewed_on: 2025-10-14
all context/obligations.yaml
-next_review: 2025-11-17
+next_review: 2026-10-13

2025-10-27 09:50 a.okonjo

    Move Liftplan to the second region and back

    Last Friday: 93 minutes, announced, with two customers watching.

add evidence/evidence.yaml EV-2025-10-failover
set risk/treatments.yaml T-13
-status: active
+status done_on
set registers/changes.yaml CHG-2025-02
+implemented_by implemented_on
new records/continuity-tests/CT-2025-1.yaml

2025-10-27 10:15 y.karadenizli

    Describe the second region in the continuity policy

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

release policies/pol-backup-continuity.md 1.0.0 2024-12-10
edit policies/pol-backup-continuity.md
-2. Databases are saved daily to another account.
+2. Databases are copied continuously to the second region and saved daily to the backup vault of another
+   account, where nobody with rights in production can change or delete them for 35 days.

2025-11-03 11:10 m.falkenried on scope-2

    Take telemetry and the second region into the scope

release context/scope.yaml 1.0.0 2024-11-25
add context/scope.yaml cloud-fsn telemetry

2025-11-05 14:35 t.brandauer

    Look back at the move to two regions

set registers/changes.yaml CHG-2025-02
-status: open
+status reviewed_on reviewed_by

2025-11-07 17:10 m.falkenried

    File October: scans, drift, threat note, awareness, exercise

add evidence/evidence.yaml EV-2025-10-awareness EV-2025-10-vulnerabilities EV-2025-10-drift EV-2025-10-threat-note EV-2025-11-incident-exercise
new records/continuity-tests/CX-2025-1.yaml

2025-11-10 09:20 h.wolkenstein merges scope-2

    Approve scope 2.0.0

2025-11-12 10:00 m.falkenried

    Call twenty controls implemented: their proof is on file

set soa.yaml A.5.4 A.5.6 A.5.7 A.5.9 A.5.24 A.5.26 A.5.28 A.5.29 A.5.30 A.5.31 A.5.32 A.5.34 A.5.11 A.6.3 A.7.14 A.8.9 A.8.14 A.8.17 A.8.19 A.8.34
-status: partial
-target_date: 2025-12-19
-treatment: T-20
+status

2025-11-20 16:45 m.falkenried on assessment-2025

    Score all risks by method 2.0.0 and add ten

    Workshops on 18 November.

set soa.yaml A.5.1 A.5.2 A.5.4 A.5.8 A.6.2 A.7.1 A.7.2 A.7.3 A.7.4 A.7.5 A.7.8 A.7.14 A.8.26
-reasons: [baseline]
+reasons
new risk/assessments/RA-2025.yaml
add risk/risks.yaml R-019 R-020 R-021 R-022 R-023 R-024 R-025 R-026 R-027 R-028
set risk/risks.yaml R-001
-inherent: {likelihood: 4, impact: 4, level: critical}
-current: {likelihood: 3, impact: 4, level: high}
-residual: {likelihood: 2, impact: 4, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review
set risk/risks.yaml R-002
-inherent: {likelihood: 3, impact: 4, level: high}
-current: {likelihood: 3, impact: 4, level: high}
-residual: {likelihood: 1, impact: 4, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review
set risk/risks.yaml R-003
-inherent: {likelihood: 4, impact: 3, level: high}
-current: {likelihood: 2, impact: 3, level: moderate}
-residual: {likelihood: 2, impact: 3, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review
set risk/risks.yaml R-004
-inherent: {likelihood: 4, impact: 4, level: critical}
-current: {likelihood: 2, impact: 4, level: moderate}
-residual: {likelihood: 2, impact: 4, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review
set risk/risks.yaml R-005
-inherent: {likelihood: 4, impact: 4, level: critical}
-current: {likelihood: 4, impact: 2, level: moderate}
-residual: {likelihood: 3, impact: 2, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: accepted
-option: retain
+inherent current residual scored_on method_version next_review state option
set risk/risks.yaml R-006
-inherent: {likelihood: 4, impact: 4, level: critical}
-current: {likelihood: 2, impact: 4, level: moderate}
-residual: {likelihood: 2, impact: 4, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: accepted
-option: retain
+inherent current residual scored_on method_version next_review state option
set risk/risks.yaml R-007
-inherent: {likelihood: 4, impact: 3, level: high}
-current: {likelihood: 3, impact: 1, level: low}
-residual: {likelihood: 3, impact: 1, level: low}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review
set risk/risks.yaml R-008
-inherent: {likelihood: 3, impact: 4, level: high}
-current: {likelihood: 2, impact: 4, level: moderate}
-residual: {likelihood: 1, impact: 4, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: open
+inherent current residual scored_on method_version next_review state
set risk/risks.yaml R-009
-inherent: {likelihood: 4, impact: 4, level: critical}
-current: {likelihood: 4, impact: 2, level: moderate}
-residual: {likelihood: 2, impact: 2, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: accepted
-option: retain
+inherent current residual scored_on method_version next_review state option
set risk/risks.yaml R-010
-inherent: {likelihood: 3, impact: 4, level: high}
-current: {likelihood: 2, impact: 4, level: moderate}
-residual: {likelihood: 1, impact: 4, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: accepted
-option: retain
+inherent current residual scored_on method_version next_review state option
set risk/risks.yaml R-011
-inherent: {likelihood: 2, impact: 4, level: moderate}
-current: {likelihood: 3, impact: 4, level: high}
-residual: {likelihood: 2, impact: 3, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review
set risk/risks.yaml R-012
-inherent: {likelihood: 3, impact: 4, level: high}
-current: {likelihood: 2, impact: 3, level: moderate}
-residual: {likelihood: 2, impact: 3, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: accepted
-option: retain
+inherent current residual scored_on method_version next_review state option
set risk/risks.yaml R-013
-inherent: {likelihood: 3, impact: 4, level: high}
-current: {likelihood: 2, impact: 3, level: moderate}
-residual: {likelihood: 2, impact: 3, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review
set risk/risks.yaml R-014
-inherent: {likelihood: 3, impact: 3, level: high}
-current: {likelihood: 2, impact: 2, level: moderate}
-residual: {likelihood: 2, impact: 2, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review
set risk/risks.yaml R-015
-inherent: {likelihood: 3, impact: 4, level: high}
-current: {likelihood: 2, impact: 4, level: moderate}
-residual: {likelihood: 2, impact: 3, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: accepted
-option: retain
+inherent current residual scored_on method_version next_review state option
set risk/risks.yaml R-016
-inherent: {likelihood: 3, impact: 4, level: high}
-current: {likelihood: 3, impact: 4, level: high}
-residual: {likelihood: 2, impact: 3, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: open
+inherent current residual scored_on method_version next_review state
set risk/risks.yaml R-017
-inherent: {likelihood: 2, impact: 4, level: moderate}
-current: {likelihood: 3, impact: 4, level: high}
-residual: {likelihood: 1, impact: 4, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
-state: open
+inherent current residual scored_on method_version next_review state
set risk/risks.yaml R-018
-inherent: {likelihood: 3, impact: 4, level: high}
-current: {likelihood: 2, impact: 4, level: moderate}
-residual: {likelihood: 2, impact: 3, level: moderate}
-scored_on: 2024-12-05
-method_version: 1.0.0
-next_review: 2025-12-19
+inherent current residual scored_on method_version next_review

2025-11-24 11:30 m.falkenried

    Confirm ten documents after a year

    Read again with their owners, nothing to change.

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>
    Approved-by: Henrike Wolkenstein <h.wolkenstein@acme.example>

renew context/communication-plan.yaml 2024-12-02
renew policies/pol-suppliers.md 2024-12-02
renew procedures/proc-change-release.md 2024-12-03
renew procedures/proc-risk-treatment.md 2024-12-02
renew registers/roles.yaml 2024-11-25
renew registers/documents.yaml 2024-11-25
renew registers/objectives.yaml 2024-11-25
renew registers/suppliers.yaml 2024-12-02
renew registers/changes.yaml 2024-12-02
renew policies/pol-remote-work.md 2024-11-25
all registers/documents.yaml
-checked_on: 2024-11-20
+checked_on: 2025-11-20

2025-11-28 15:50 m.falkenried

    File November: walk-through, rights, restore, network

    The restore test missed its target; a corrective action will follow.

add evidence/evidence.yaml EV-2025-11-walkthrough EV-2025-11-access-general EV-2025-Q4-restore EV-2025-11-network
new records/access-reviews/AR-2025-11.yaml records/continuity-tests/CT-2025-2.yaml

2025-12-01 10:30 h.wolkenstein

    Close the change of the risk method

set registers/changes.yaml CHG-2025-01
-status: open
+status reviewed_on reviewed_by

2025-12-03 11:15 h.wolkenstein

    File the report of stage 1

    Two concerns, both about what lies on a branch since November.

new audits/EA-2025-1.yaml

2025-12-04 17:20 y.karadenizli

    Open an incident: a call in Henrike's voice asks for 48,000 euro

    Greta hung up and called back. Nothing was paid.

new records/incidents/INC-2025-01.yaml

2025-12-05 09:25 p.silberhorn

    Switch off older transport protocols

release policies/pol-cryptography.md 1.0.0 2024-12-10
edit policies/pol-cryptography.md
-1. Transport: TLS 1.2 or later.
+1. Transport: TLS 1.3, at least 1.2 where a gateway in the field cannot do more. Plain protocols are closed at
+   the edge.

2025-12-08 14:20 m.falkenried on assessment-2025

    Enter the acceptances and plan treatments for 2026

set risk/risks.yaml R-001
-acceptance: {by: j.tannhuber, on: 2024-12-12, until: 2025-12-31, reason: The plan lowers it within a year}
+acceptance
set risk/risks.yaml R-002
-acceptance: {by: j.tannhuber, on: 2024-12-12, until: 2025-12-31, reason: The plan lowers it within a year}
+acceptance
set risk/risks.yaml R-003
-acceptance: {by: k.wittgenau, on: 2024-12-12, until: 2025-12-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-004
-acceptance: {by: j.tannhuber, on: 2024-12-12, until: 2025-12-31, reason: The plan lowers it within a year}
+acceptance
set risk/risks.yaml R-005
-acceptance: {by: j.tannhuber, on: 2024-12-12, until: 2025-12-31, reason: Detection on the device is on; a filter outside the office is looked at with the next budget}
+acceptance
set risk/risks.yaml R-006
-acceptance: {by: b.rosenthaler, on: 2024-12-12, until: 2025-12-31, reason: Rules of use are signed; nobody has asked for more yet}
+acceptance
set risk/risks.yaml R-007
-acceptance: {by: t.marsau, on: 2024-12-12, until: 2025-12-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-008
-acceptance: {by: s.achterberg, on: 2024-12-12, until: 2025-12-31, reason: The plan lowers it within a year}
+acceptance
set risk/risks.yaml R-009
-acceptance: {by: b.rosenthaler, on: 2024-12-12, until: 2025-12-31, reason: Looks into customer data need a ticket}
+acceptance
set risk/risks.yaml R-010
-acceptance: {by: s.achterberg, on: 2024-12-12, until: 2025-12-31, reason: Implausible values are refused; exchange of the gateways is being priced}
+acceptance
set risk/risks.yaml R-011
-acceptance: {by: t.brandauer, on: 2024-12-12, until: 2025-12-31, reason: The plan lowers it within a year}
+acceptance
set risk/risks.yaml R-012
-acceptance: {by: s.achterberg, on: 2024-12-12, until: 2025-12-31, reason: The supplier has a certificate and copies on our machines allow a slow restart}
+acceptance
set risk/risks.yaml R-013
-acceptance: {by: b.rosenthaler, on: 2024-12-12, until: 2025-12-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-014
-acceptance: {by: d.hollerbach, on: 2024-12-12, until: 2025-12-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-015
-acceptance: {by: t.brandauer, on: 2024-12-12, until: 2025-12-31, reason: "Standstill of some days would be bad, but the vault will keep the data safe"}
+acceptance
set risk/risks.yaml R-016
-acceptance: {by: j.tannhuber, on: 2024-12-12, until: 2025-12-31, reason: The plan lowers it within a year}
+acceptance
set risk/risks.yaml R-017
-acceptance: {by: j.tannhuber, on: 2024-12-12, until: 2025-12-31, reason: The plan lowers it within a year}
+acceptance
set risk/risks.yaml R-018
-acceptance: {by: s.achterberg, on: 2024-12-12, until: 2025-12-31, reason: The plan lowers it within a year}
+acceptance
release risk/risks.yaml 1.0.0 2024-12-12
add risk/treatments.yaml T-04 T-05 T-06 T-07 T-08 T-09 T-10 T-11 T-12 T-16 T-17 T-18
release risk/treatments.yaml 1.0.0 2024-12-16
all risk/treatments.yaml
-on: 2024-12-12, version: 1.0.0
+on: 2025-12-08, version: 2.0.0
set risk/treatments.yaml T-02
-due: 2025-09-30
+due
set risk/treatments.yaml T-20
-due: 2025-12-19
+due

2025-12-09 09:05 t.brandauer merges assessment-2025

    Merge the risk assessment of 2025

    Ten new risks, three of them high. T-02 gets until March and the people
    it never had.

    Reviewed-by: Jonas Tannhuber <j.tannhuber@acme.example>
    Reviewed-by: Sanne Achterberg <s.achterberg@acme.example>
    Approved-by: Konstanze Wittgenau <k.wittgenau@acme.example>
    Approved-by: Bettina Rosenthaler <b.rosenthaler@acme.example>
    Approved-by: Theo Marsau <t.marsau@acme.example>
    Approved-by: Dorothea Hollerbach <d.hollerbach@acme.example>
    Approved-by: Ulla Kranzler <u.kranzler@acme.example>

2025-12-11 15:45 a.okonjo

    File the first review of privileged rights

    It is the proof that the roll-out of security keys owed us since June.

add evidence/evidence.yaml EV-2025-12-access-priv EV-2025-Q4-keys EV-2025-12-pentest-retest EV-2025-12-phishing
new records/access-reviews/AR-2025-12-P.yaml

2025-12-12 09:30 m.falkenried

    File November's scans, and follow up the missed restore target

add evidence/evidence.yaml EV-2025-11-vulnerabilities EV-2025-11-drift EV-2025-11-threat-note
new records/corrective-actions/CA-2025-02.yaml
edit records/corrective-actions/CA-2025-01.yaml
     due: 2025-12-15
+    done_on: 2025-12-12

2025-12-15 11:00 m.falkenried

    Confirm four procedures, and have a second person score high risks

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

release procedures/proc-risk-assessment.md 2.0.0 2025-10-06
edit procedures/proc-risk-assessment.md
-4. For risks of level critical a second person scores without seeing the first result. Differences of
+4. For risks of level high and above a second person scores without seeing the first result. Differences of
renew procedures/proc-backup-restore.md 2024-12-16
renew procedures/proc-corrective-action.md 2024-12-20
renew procedures/proc-joiner-mover-leaver.md 2024-12-11
renew procedures/std-configuration-baselines.md 2024-12-16
renew procedures/std-secure-engineering.md 2024-12-16

2025-12-17 14:30 m.falkenried

    File the quarterly check and the review of suppliers

add evidence/evidence.yaml EV-2025-Q4-compliance EV-2025-12-supplier-review

2025-12-18 10:10 k.wittgenau

    Renew the policy on people: competence by role

    Two weeks late; the staff representatives wanted a second reading.

    Approved-by: Henrike Wolkenstein <h.wolkenstein@acme.example>

release policies/pol-people-competence.md 1.0.0 2024-12-05
add evidence/evidence.yaml EV-2025-Q4-capacity

2025-12-19 10:50 h.wolkenstein

    Approve version 2.0.0 of the statement of applicability

set soa.yaml A.5.13 A.7.1 A.7.2 A.7.3 A.7.5 A.7.7 A.7.8 A.5.15 A.5.18 A.8.3 A.8.20 A.8.21 A.8.22 A.8.31 A.5.37 A.8.13 A.8.24 A.8.2 A.8.18 A.5.1 A.5.36 A.5.19 A.5.20 A.5.22 A.5.23 A.8.6
-status: partial
-target_date: 2025-12-19
-treatment: T-20
+status
release soa.yaml 1.0.0 2025-02-10
set soa.yaml
-risk_assessment: RA-2024
+risk_assessment

2025-12-19 11:20 y.karadenizli

    Close the incident of the false voice with its lessons

    Calling back works. A lower limit and an exercise make it a rule instead
    of luck.

set records/incidents/INC-2025-01.yaml
-status: open
+status approved_by approved_on closed_at closed_by risks_reviewed_on root_cause lessons
add risk/treatments.yaml T-15

2025-12-22 09:40 p.silberhorn

    Add signing of mobile releases to the policy on cryptography

release policies/pol-cryptography.md 1.1.0 2025-12-05

2025-12-23 09:30 m.falkenried

    Note that both concerns of stage 1 are settled

    The new statement was the last of it.

set audits/EA-2025-1.yaml
-status: open
+status
set audits/EA-2025-1.yaml SC-2025-01 SC-2025-02
+closed_on closed_by
