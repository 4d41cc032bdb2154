2026-07-02 16:25 m.falkenried

    File June: scans, drift, threat note, deletion, restore

set controls/operating-controls.yaml c-restore-test
-test: {interval: P12M}
+test
add evidence/2026/evidence.yaml EV-2026-Q2-deletion EV-2026-06-vulnerabilities EV-2026-06-drift EV-2026-06-threat-note EV-2026-Q3-restore
new records/continuity-tests/CT-2026-3.yaml

2026-07-06 10:15 t.brandauer

    Approve one log and a hand-over form for incidents

release procedures/proc-incident-handling.md 2.0.0 2025-09-22
edit procedures/proc-incident-handling.md
-The roster changes on Mondays at ten. Numbers of authorities stand in the
+The roster changes on Mondays at ten. The hand-over form names open files. Numbers of authorities stand in the
add registers/documents.yaml DOC-10

2026-07-08 11:00 h.wolkenstein

    File the minutes of the management review 2026

new records/management-reviews/MR-2026.yaml

2026-07-10 14:30 t.marsau

    Dispose of eleven laptops of 2021

add evidence/2026/evidence.yaml EV-2026-07-disposal
set registers/assets.yaml laptops-2021
-status: active
+status disposed

2026-07-10 16:40 d.hollerbach

    Ask suppliers for their periods of keeping

    The policy needs no other words for it after the breach of May.

edit records/corrective-actions/CA-2026-01.yaml
     due: 2026-07-15
+    done_on: 2026-07-10
set policies/pol-suppliers.md
+reviewed

2026-07-14 11:00 t.brandauer

    Approve the support period of gateway firmware

release policies/pol-secure-development.md 2.0.0 2025-07-21
edit policies/pol-secure-development.md
-10. Each release carries a bill of materials and a signed tag.
+10. Each release carries a bill of materials and a signed tag; firmware is supported for seven years after
+    sale.
add context/communication-plan.yaml MS-04

2026-07-16 09:35 a.okonjo

    File the review of privileged rights

add evidence/2026/evidence.yaml EV-2026-07-access-priv
set registers/suppliers.yaml guardpoint
-assurance:
-  - type: iso27001
-    scope: "Endpoint service, Brno and Frankfurt"
-    valid_until: 2026-10-31
-    read_on: 2024-07-06
-next_review: 2026-07-08
+assurance next_review
set registers/suppliers.yaml guardpoint
-assessments:
-  - {on: 2023-06-06, by: j.tannhuber, result: suitable}
+assessments
new records/access-reviews/AR-2026-07-P.yaml

2026-07-20 13:45 s.achterberg

    Approve the procedure for changes: significant ones get a record

release procedures/proc-change-release.md 1.0.0 2025-11-24
set procedures/proc-change-release.md
-approved_by: t.brandauer
+approved_by
edit procedures/proc-change-release.md
-6. a look back within ten working days.
+6. a look back within ten working days, and a risk assessment within 30.

2026-07-27 15:15 c.steinacker

    Plan the move of telemetry to the new cluster

add registers/changes.yaml CHG-2026-03

2026-08-06 19:10 y.karadenizli

    Open an event: laptop left in a regional train

    Locked and queued for erasure 54 minutes after it was left.

new records/incidents/INC-2026-02.yaml
set context/communication-plan.yaml CO-4
-last: 2024-11-25
+last

2026-08-13 10:20 m.falkenried

    Close the event of the laptop in the train

set records/incidents/INC-2026-02.yaml
-status: open
+status approved_by approved_on resolved_at closed_at closed_by root_cause no_action_reason
edit records/incidents/INC-2026-02.yaml
   - {at: "2026-08-06T18:44:00+02:00", by: p.silberhorn, text: "Remote lock and erasure set, sessions revoked"}
+  - {at: "2026-08-07T12:00:00+02:00", by: t.marsau, text: New device handed over}

2026-08-17 11:25 s.achterberg

    Approve the standard for engineering with rules for firmware

release procedures/std-secure-engineering.md 1.0.0 2025-12-15
set procedures/std-secure-engineering.md
-approved_by: t.brandauer
+approved_by
edit procedures/std-secure-engineering.md
 - Libraries come from the internal mirror; a new one is judged on upkeep, licence and known weaknesses.
+- Firmware: signed images, no default passwords, memory-safe language for parsers.

2026-08-18 16:05 k.demirsoy on assistant

    Propose the pilot of the report assistant

add registers/changes.yaml CHG-2026-05

2026-08-24 09:10 p.silberhorn

    File July, three weeks late

    Back from the sea. The reports were made on time; nobody entered them.

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

set controls/operating-controls.yaml c-patching
-test: {interval: P12M}
+test
add evidence/2026/evidence.yaml EV-2026-07-vulnerabilities EV-2026-07-drift EV-2026-07-threat-note
release policies/pol-operations-security.md 1.2.0 2025-08-25
edit policies/pol-operations-security.md
-4. Logs of log-ins, privileged acts and changes go to the log store, where
+4. Logs of log-ins, privileged acts, changes, data exports and refused access go to the log store, where

2026-08-25 13:40 s.achterberg

    Plan the hand-over from Fabian to Mika

add registers/changes.yaml CHG-2026-04

2026-08-31 10:50 j.tannhuber

    Approve the baselines and finish automatic patches

release procedures/std-configuration-baselines.md 1.0.0 2025-12-15
set procedures/std-configuration-baselines.md
-approved_by: t.brandauer
+approved_by
edit procedures/std-configuration-baselines.md
-| cluster and nodes | `baseline/cluster` | pipeline, nodes replaced monthly | daily |
+| cluster and nodes | `baseline/cluster` | pipeline, nodes replaced weekly | daily |
set risk/treatments.yaml T-18
-status: active
+status done_on
set risk/risks.yaml R-021
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
-current: {likelihood: 3, impact: 4, level: high}
-state: open
+scored_on method_version acceptance current state

2026-08-31 15:20 t.brandauer

    Approve the context before the assessment

edit context/context.yaml
-  decided_on: 2025-08-25
+  decided_on: 2026-08-31
set context/context.yaml customers
+climate_asked_on
release context/context.yaml 2.0.0 2025-08-25
add context/context.yaml insurer IS-06

2026-09-01 09:45 r.mooslechner

    Move telemetry to the new cluster

set registers/changes.yaml CHG-2026-03
+implemented_by implemented_on

2026-09-03 14:15 p.silberhorn

    File August: scans, drift, threat note

add evidence/2026/evidence.yaml EV-2026-08-vulnerabilities EV-2026-08-drift EV-2026-08-threat-note
set registers/suppliers.yaml aktenwolf
-assurance:
-  - type: other
-    scope: Certificate for destruction class P-5 and H-5
-    valid_until: 2026-10-15
-    read_on: 2024-08-18
-next_review: 2026-08-19
+assurance next_review
set registers/suppliers.yaml aktenwolf
-assessments:
-  - {on: 2022-07-05, by: t.marsau, result: suitable}
+assessments

2026-09-07 10:30 v.nakagome on assistant

    Start the pilot with three customers

add registers/assets.yaml report-assistant
add evidence/2026/evidence.yaml EV-2026-09-assistant-check
set registers/changes.yaml CHG-2026-05
+implemented_by implemented_on

2026-09-08 11:55 m.falkenried on assistant

    Enter the risk of the assistant

    Found by the threat note of August.

add risk/risks.yaml R-032

2026-09-09 09:00 t.brandauer merges assistant

    Merge the pilot of the report assistant

    Until 18 December, three customers, a switch per tenant.

    Reviewed-by: Wiebke Thalbach <w.thalbach@wegener-thalbach.example>
    Approved-by: Ulla Kranzler <u.kranzler@acme.example>

2026-09-11 15:30 s.achterberg

    Look back at the move of telemetry

set registers/changes.yaml CHG-2026-03
-status: open
+status reviewed_on reviewed_by
new evidence/2026/files/walkthrough-2026-09.txt
add evidence/2026/evidence.yaml EV-2026-Q3-keys EV-2026-09-obligations EV-2026-09-walkthrough EV-2026-09-licences

2026-09-14 10:10 h.wolkenstein

    Approve the policy on privacy: no positions by default

release policies/pol-privacy.md 1.1.0 2025-09-15
edit policies/pol-privacy.md
-3. Privacy by default: working times are shown to dispatchers only, names
-   in reports are shortened.
+3. Privacy by default: position data of technicians is off, working times are shown to dispatchers only, names
+   in reports are shortened.
add registers/documents.yaml DOC-06

2026-09-17 16:35 j.tannhuber

    File the export of log-in factors, inventory and other rights

add evidence/2026/evidence.yaml EV-2026-09-mfa EV-2026-09-asset-reconciliation EV-2026-09-access-general
set risk/treatments.yaml T-01
-evidence: [EV-2025-12-access-priv]
+evidence
new records/access-reviews/AR-2026-09.yaml

2026-09-18 14:00 t.brandauer

    Look back at the pilot of the assistant

set registers/changes.yaml CHG-2026-05
-status: open
+status reviewed_on reviewed_by

2026-09-21 09:20 t.brandauer

    Approve the communication plan and the inventory

    All contacts were called; two numbers were wrong.

release context/communication-plan.yaml 1.0.0 2025-11-24
set context/communication-plan.yaml contact-dpa
-checked_on: 2024-11-21
+checked_on
set context/communication-plan.yaml contact-bsi
-checked_on: 2024-11-21
+checked_on
set context/communication-plan.yaml contact-police
-checked_on: 2024-11-21
+checked_on
set context/communication-plan.yaml contact-customers
-checked_on: 2024-11-21
+checked_on
set context/communication-plan.yaml contact-forensics
-checked_on: 2024-11-21
+checked_on
set context/communication-plan.yaml GR-01
-checked_on: 2024-11-21
+checked_on
set context/communication-plan.yaml GR-02
-checked_on: 2024-11-21
+checked_on
set context/communication-plan.yaml TI-01
-checked_on: 2024-11-21
+checked_on
set context/communication-plan.yaml TI-02
-checked_on: 2024-11-21
+checked_on
release registers/assets.yaml 1.0.0 2025-10-20
all registers/assets.yaml
-last_checked: 2026-03-16
+last_checked: 2026-09-14
add evidence/2026/evidence.yaml EV-2026-09-contacts

2026-09-22 17:15 k.wittgenau

    Enter Fabian Dornkamp's last day

set registers/people.yaml f.dornkamp
+end
edit records/corrective-actions/CA-2026-A2.yaml
     due: 2026-09-30
+    done_on: 2026-09-18

2026-09-24 10:45 m.falkenried on assessment-2026

    Score all risks of 2026 and add three

    Export and old gateways go up to high: we looked at what really leaves.

new risk/assessments/RA-2026-2.yaml
set records/incidents/INC-2026-02.yaml
+risks_reviewed_on
add risk/risks.yaml R-030 R-031 R-033
set risk/risks.yaml R-001
-scored_on: 2026-06-03
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-002
-scored_on: 2026-03-23
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-003
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-004
-scored_on: 2026-03-23
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-005
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-006
-current: {likelihood: 2, impact: 4, level: moderate}
-residual: {likelihood: 2, impact: 4, level: moderate}
-scored_on: 2026-06-15
-method_version: 2.1.0
-next_review: 2026-10-09
+current residual scored_on method_version next_review
set risk/risks.yaml R-007
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-008
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-009
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-010
-current: {likelihood: 2, impact: 4, level: moderate}
-residual: {likelihood: 1, impact: 4, level: low}
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+current residual scored_on method_version next_review
set risk/risks.yaml R-011
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-012
-scored_on: 2026-06-15
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-013
-scored_on: 2026-06-03
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-014
-scored_on: 2026-06-03
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-015
-scored_on: 2026-04-02
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-016
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-017
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-018
-scored_on: 2026-03-23
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-019
-scored_on: 2026-03-02
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-020
-current: {likelihood: 2, impact: 3, level: moderate}
-residual: {likelihood: 1, impact: 3, level: low}
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+current residual scored_on method_version next_review
set risk/risks.yaml R-021
-scored_on: 2026-08-31
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-022
-current: {likelihood: 2, impact: 3, level: moderate}
-residual: {likelihood: 2, impact: 2, level: low}
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+current residual scored_on method_version next_review
set risk/risks.yaml R-023
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-024
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-025
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-026
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-027
-scored_on: 2025-11-18
-method_version: 2.0.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-028
-scored_on: 2026-05-22
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-029
-scored_on: 2026-06-03
-method_version: 2.1.0
-next_review: 2026-10-09
+scored_on method_version next_review
set risk/risks.yaml R-032
-scored_on: 2026-09-08
-method_version: 2.0.0
-next_review: 2026-12-18
+scored_on method_version next_review

2026-09-29 10:20 m.falkenried

    Open a corrective action: labels missing on exported lists

new records/corrective-actions/CA-2026-04.yaml
renew controls/operating-controls.yaml 2025-10-01
add evidence/2026/evidence.yaml EV-2026-09-masking-sample EV-2026-09-label-sample EV-2026-Q3-compliance

2026-09-29 11:05 m.falkenried on assessment-2026

    Plan treatments for 2027

release risk/treatments.yaml 2.0.0 2025-12-09
all risk/treatments.yaml
-on: 2025-12-08, version: 2.0.0
+on: 2026-09-28, version: 3.0.0
set risk/treatments.yaml T-20
-due: 2026-11-30
+due

2026-10-01 08:30 k.wittgenau

    Welcome Mika Ostrowka in engineering

add registers/people.yaml m.ostrowka
set registers/changes.yaml CHG-2026-04
+implemented_by implemented_on
add evidence/2026/evidence.yaml EV-2026-09-share-export EV-2026-Q3-capacity EV-2026-09-allhands-minutes EV-2026-Q3-deletion
edit records/corrective-actions/CA-2026-01.yaml
     due: 2026-09-30
+    done_on: 2026-09-30
set records/corrective-actions/CA-2026-01.yaml
-state: open
+state

2026-10-05 10:30 t.brandauer

    Renew the register of people

release registers/people.yaml 1.0.0 2025-10-20
add evidence/2026/evidence.yaml EV-2026-09-vulnerabilities EV-2026-09-drift EV-2026-09-threat-note

2026-10-05 17:30 m.falkenried on assessment-2026

    Enter the acceptances of the owners

set risk/risks.yaml R-001
-acceptance: {by: j.tannhuber, on: 2026-06-10, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-002
-acceptance: {by: j.tannhuber, on: 2026-03-27, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-003
-acceptance: {by: k.wittgenau, on: 2025-12-08, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-004
-acceptance: {by: j.tannhuber, on: 2026-03-27, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-005
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-006
-acceptance: {by: b.rosenthaler, on: 2026-06-15, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-007
-acceptance: {by: t.marsau, on: 2025-12-08, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-008
-acceptance: {by: s.achterberg, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-009
-acceptance: {by: b.rosenthaler, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-010
-acceptance: {by: s.achterberg, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-011
-acceptance: {by: t.brandauer, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-012
-acceptance: {by: s.achterberg, on: 2026-06-15, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-013
-acceptance: {by: b.rosenthaler, on: 2026-06-10, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-014
-acceptance: {by: d.hollerbach, on: 2026-06-10, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-015
-acceptance: {by: t.brandauer, on: 2026-04-02, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-016
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-017
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-018
-acceptance: {by: s.achterberg, on: 2026-03-27, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-019
-acceptance: {by: s.achterberg, on: 2026-03-02, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-020
-acceptance: {by: u.kranzler, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-021
-acceptance: {by: j.tannhuber, on: 2026-08-31, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-022
-acceptance: {by: s.achterberg, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-023
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-024
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-025
-acceptance: {by: d.hollerbach, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-026
-acceptance: {by: b.rosenthaler, on: 2025-12-08, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-027
-acceptance: {by: k.wittgenau, on: 2025-12-08, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-028
-acceptance: {by: d.hollerbach, on: 2026-05-22, until: 2026-10-31, reason: The plan lowers it further}
+acceptance
set risk/risks.yaml R-029
-acceptance: {by: t.brandauer, on: 2026-06-03, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
set risk/risks.yaml R-032
-acceptance: {by: u.kranzler, on: 2026-09-08, until: 2026-10-31, reason: Bearable with what is in place}
+acceptance
release risk/risks.yaml 2.0.0 2025-12-08

2026-10-06 09:00 t.brandauer merges assessment-2026

    Merge the risk assessment of 2026

    Thirty-three risks, two at high where we want to carry one.

    Reviewed-by: Henrike Wolkenstein <h.wolkenstein@acme.example>
    Reviewed-by: Jonas Tannhuber <j.tannhuber@acme.example>
    Approved-by: Konstanze Wittgenau <k.wittgenau@acme.example>
    Approved-by: Theo Marsau <t.marsau@acme.example>
    Approved-by: Sanne Achterberg <s.achterberg@acme.example>
    Approved-by: Bettina Rosenthaler <b.rosenthaler@acme.example>
    Approved-by: Ulla Kranzler <u.kranzler@acme.example>

add registers/documents.yaml DOC-08

2026-10-06 15:40 s.achterberg

    Give roles what Fabian owned

    A standard and a risk were his by name. They belong to the head of
    engineering, whoever that is.

set procedures/std-secure-engineering.md
-owner: f.dornkamp
+owner
set risk/risks.yaml R-022
-owner: f.dornkamp
+owner

2026-10-09 13:50 h.wolkenstein

    Approve version 3.0.0 of the statement of applicability

set soa.yaml A.5.5 A.5.8 A.5.12 A.5.14 A.8.33
-status: partial
-target_date: 2026-10-30
-treatment: T-20
+status
release soa.yaml 2.0.0 2025-12-19
set soa.yaml
-risk_assessment: RA-2025
+risk_assessment
set soa.yaml A.7.4
-target_date: 2026-10-30
-treatment: T-20
+target_date treatment
set soa.yaml A.8.11 A.8.12 A.8.16 A.8.23
-target_date: 2026-10-30
-treatment: T-20
+target_date treatment

2026-10-12 11:30 t.brandauer

    Approve plan 3.1.0: the filter moves to December, door codes get a plan

release risk/treatments.yaml 3.0.0 2026-10-06
all risk/treatments.yaml
-on: 2026-09-28, version: 3.0.0
+on: 2026-10-12, version: 3.1.0
add risk/treatments.yaml T-21
set risk/treatments.yaml T-05
-due: 2026-10-30
+due original_due due_changes
add registers/changes.yaml CHG-2026-06
release context/obligations.yaml 1.0.0 2025-10-20
release risk/risks.yaml 3.0.0 2026-10-06
all context/obligations.yaml
-reviewed_on: 2025-10-14
+reviewed_on: 2026-09-08
all context/obligations.yaml
-next_review: 2026-10-13
+next_review: 2027-09-07
set context/obligations.yaml OB-05
-next_review: 2026-10-13
+next_review
set context/obligations.yaml OB-04 OB-08
-reviewed_on: 2025-10-14
-next_review: 2026-10-13
+reviewed_on next_review
set registers/objectives.yaml OBJ-1 OBJ-2 OBJ-3 OBJ-4 OBJ-5
+updates
set registers/exceptions.yaml EX-01
-approved_on: 2025-10-13
-from: 2025-10-13
-until: 2026-10-12
-renewals: 0
+approved_on from until renewals

2026-10-14 14:20 m.falkenried

    Close the corrective action on movers

add evidence/2026/evidence.yaml EV-2026-10-session-list EV-2026-10-joiner-sample EV-2026-10-leaver-sample
set records/corrective-actions/CA-2026-02.yaml
-status: open
-state: implemented
-effectiveness: {due: 2026-10-30}
+status approved_by approved_on state closed_on effectiveness

2026-10-15 16:45 t.brandauer

    Look back at the hand-over from Fabian to Mika

set registers/changes.yaml CHG-2026-04
-status: open
+status reviewed_on reviewed_by
new registers/personnel-events.yaml

2026-10-16 17:30 a.okonjo

    File the second failover and the review of privileged rights

    41 minutes this year.

set controls/operating-controls.yaml c-backup
-test: {interval: P12M}
+test
new evidence/2026/files/access-priv-2026-10.csv evidence/2026/files/failover-2026-10-14.txt
add evidence/2026/evidence.yaml EV-2026-10-access-priv EV-2026-10-failover
set risk/treatments.yaml T-13
-evidence: [EV-2025-10-failover]
+evidence
new records/access-reviews/AR-2026-10-P.yaml records/continuity-tests/CT-2026-4.yaml

2026-10-19 09:15 h.wolkenstein

    Approve version 3.1.0 of the statement, and the operating controls

release soa.yaml 3.0.0 2026-10-09
release controls/operating-controls.yaml 2.0.0 2026-09-28

2026-10-20 18:00 o.reuterdahl

    Set the exceptions apart by empty lines, as elsewhere

space registers/exceptions.yaml

2026-10-20 18:10 o.reuterdahl

    Quote times in the exceptions

    Editor says it is fine.

edit registers/exceptions.yaml EX-02
-    until: 2027-02-15
+    until: "2027-02-15

2026-10-21 08:05 m.falkenried

    Revert "Quote times in the exceptions"

    The editor was wrong: one quote is not two. The file could not be read,
    so for a night nobody could say whether the exceptions hold.

edit registers/exceptions.yaml EX-02
-    until: "2027-02-15
+    until: 2027-02-15

2026-10-21 16:10 g.hirschfeldt

    File branch protection and call ten controls implemented

add evidence/2026/evidence.yaml EV-2026-10-branch-protection EV-2026-10-runbook-check
set soa.yaml A.8.4
-inherited_from: codeharbor
+operated_by
set risk/treatments.yaml T-02
-evidence: [EV-2026-01-access-priv]
+evidence

2026-10-26 13:35 m.falkenried on audit-preparation

    File environments and design reviews

add evidence/2026/evidence.yaml EV-2026-10-environments EV-2026-10-design-reviews

2026-10-29 15:25 f.obersteg on audit-preparation

    File the bills of materials

add evidence/2026/evidence.yaml EV-2026-10-sbom
set risk/treatments.yaml T-12
-evidence: [EV-2026-02-vulnerabilities]
+evidence
set soa.yaml A.5.16 A.6.1 A.6.2 A.6.5 A.5.3 A.5.21 A.8.25 A.8.28 A.8.32 A.8.27
-status: partial
-target_date: 2026-10-30
-treatment: T-20
+status

2026-10-30 16:55 k.wittgenau

    File the awareness course of 2026

add evidence/2026/evidence.yaml EV-2026-10-awareness
add registers/documents.yaml DOC-12

2026-11-02 10:20 t.brandauer merges audit-preparation

    Merge the proof of the engineering controls

release registers/documents.yaml 1.0.0 2025-11-24
all registers/documents.yaml
-checked_on: 2025-11-20
+checked_on: 2026-09-07
set registers/documents.yaml DOC-04 DOC-07 DOC-11
-checked_on: 2025-11-20
+checked_on

2026-11-02 15:10 t.brandauer

    Approve the register of competence, which replaces the sheet

new registers/competence.yaml
set records/corrective-actions/CA-2026-A2.yaml
-state: open
+state
edit records/corrective-actions/CA-2026-A2.yaml
     due: 2026-11-13
+    done_on: 2026-11-02

2026-11-03 14:40 f.obersteg

    Ask for an exception for the map extension

    The patch breaks routes; the maker promises a corrected version.

    Approved-by: Jonas Tannhuber <j.tannhuber@acme.example>

add registers/exceptions.yaml EX-03
add evidence/2026/evidence.yaml EV-2026-10-vulnerabilities EV-2026-10-drift EV-2026-10-threat-note
set risk/treatments.yaml T-18
-evidence: [EV-2026-08-vulnerabilities]
+evidence

2026-11-09 11:10 t.brandauer

    Approve the register of exceptions

release registers/exceptions.yaml 1.0.0 2026-02-16
set context/communication-plan.yaml CO-2
-last: 2024-11-25
+last

2026-11-11 17:20 c.steinacker

    Count the gateways that are left

    377 today.

set risk/treatments.yaml T-09
+updates

2026-11-13 10:00 m.falkenried

    File confirmations, alarms, log sources and release gates

set risk/treatments.yaml T-04 T-06 T-17
+updates
add evidence/2026/evidence.yaml EV-2026-11-acknowledgements EV-2026-11-alert-triage EV-2026-11-log-sources EV-2026-11-phishing EV-2026-11-release-gates

2026-11-13 14:20 t.brandauer

    Approve the register of confirmations

new registers/acknowledgements.yaml

2026-11-16 16:30 y.karadenizli

    File endpoints, isolation, log-in factors and the resolver

new evidence/2026/files/endpoints-2026-11-16.csv
add evidence/2026/evidence.yaml EV-2026-11-endpoints EV-2026-11-isolation EV-2026-11-mfa EV-2026-11-resolver
set risk/treatments.yaml T-05
+updates
edit registers/objectives.yaml OBJ-4
       - {on: 2026-05-18, note: "5 percent in May"}
+      - {on: 2026-11-16, note: "4 percent in November"}

2026-11-18 15:15 m.falkenried

    Enter November, and call the last controls implemented

add evidence/2026/evidence.yaml EV-2026-11-backup EV-2026-Q4-keys EV-2026-Q4-restore
set risk/treatments.yaml T-14
-evidence: [EV-2025-Q4-restore]
+evidence
release evidence/2026/evidence.yaml 1.0.0 2026-01-30
set soa.yaml A.5.10 A.6.4 A.5.25 A.6.8 A.8.15 A.8.26 A.6.7 A.7.9 A.7.10 A.7.13 A.8.1 A.8.7 A.5.17 A.8.5 c-tenant-isolation
-status: partial
-target_date: 2026-11-30
-treatment: T-20
+status
new records/continuity-tests/CT-2026-5.yaml

2026-11-20 14:50 t.brandauer

    Close the change of the resolver

set registers/changes.yaml CHG-2026-06
-status: open
+status implemented_by implemented_on reviewed_on reviewed_by
release registers/changes.yaml 1.0.0 2025-11-24

2026-11-23 10:30 h.wolkenstein

    File the report of the first surveillance

    The certificate stays. One minor point, on a runbook of which nobody
    could say whether it is the valid one.

new audits/EA-2026-2.yaml
release context/certification.yaml 2.0.0 2026-02-20
set context/certification.yaml
+notices
edit context/certification.yaml
-  - {planned_on: 2026-11-10}
+  - {planned_on: 2026-11-10, held_on: 2026-11-11, audit: EA-2026-2}
+  - {planned_on: 2027-11-09}
all context/certification.yaml
-checked_on: 2026-02-20
+checked_on: 2026-11-19
edit context/certification.yaml
-    checked_on: 2026-02-19
+    checked_on: 2026-11-19
     valid_until: 2029-08-31
set records/management-reviews/MR-2026.yaml MR-2026-A1
-status: open
+status done_on

2026-11-24 11:15 t.brandauer

    Approve the register of metrics

    Readings and what they mean stand in one place, as Erik asked in May.

new registers/metrics.yaml
set records/corrective-actions/CA-2026-A1.yaml
-state: open
+state
edit records/corrective-actions/CA-2026-A1.yaml
     due: 2026-11-30
+    done_on: 2026-11-24

2026-11-25 16:20 m.falkenried

    Answer the certification body on the runbook

new records/corrective-actions/CA-2026-E2.yaml
set audits/EA-2026-2.yaml
-status: open
+status
set audits/EA-2026-2.yaml EF-2026-03
+answered_on

2026-11-30 09:30 m.falkenried

    Tell the heads of unit how the year went

    Two risks at high where we want one, a late test of a key control and a
    runbook without a hash remain. December brings reviews.

add context/communication-plan.yaml MS-05
