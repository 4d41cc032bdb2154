2026-01-02 16:10 m.falkenried

    Close the index of 2025 and keep one index a year

add evidence/evidence.yaml EV-2025-Q4-deletion
move evidence/evidence.yaml evidence/2025/evidence.yaml
set soa.yaml A.5.33 A.8.10
-status: partial
-target_date: 2026-01-30
-treatment: T-20
+status

2026-01-08 10:20 u.kranzler on retention

    Move retention and deletion into the policy on classification

release policies/pol-information-classification.md 1.0.0 2024-12-02
edit policies/pol-information-classification.md
-7. Data of a customer is deleted 30 days after the end of the contract,
-   in backups after another 35 days.
+7. Every class of records has a retention period in `isms.yaml`. When it ends, data is deleted by the
+   quarterly run and the run is logged. Data of a customer is deleted 30 days after the end of the contract,
+   in backups after another 35 days.

2026-01-12 09:30 h.wolkenstein

    Approve scope 2.1.0, risk method 2.1.0 and the index of 2025

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

set evidence/2025/evidence.yaml
-version: 0.9.0
-status: draft
+version status approved_by approved_on next_review changes
release context/scope.yaml 2.0.0 2025-11-10
add context/scope.yaml saas-eu
release risk/method.yaml 2.0.0 2025-10-06
set risk/method.yaml
+reviewed
edit risk/method.yaml
-    description: Expected within the year
+    description: Expected within the year unless we do something

2026-01-14 14:15 m.falkenried

    Let owners approve each treatment in its version, and review Ticketbird

edit registers/suppliers.yaml ticketbird
       - {on: 2021-09-07, by: b.rosenthaler, result: suitable}
+      - {on: 2026-01-14, by: m.falkenried, result: suitable with notice term shortened}
set registers/suppliers.yaml ticketbird
-assurance:
-  - {type: questionnaire, scope: Helpdesk service, valid_until: 2026-01-31, read_on: 2024-10-14}
-next_review: 2026-01-31
+assurance next_review
release procedures/proc-risk-treatment.md 1.0.0 2025-11-24
edit procedures/proc-risk-treatment.md
-5. **Approval.** The owner of each risk approves the treatment and accepts the residual
-   risk, with date, reason and end date.
+5. **Approval.** The owner of each risk approves the treatment in its present version and accepts the residual
+   risk, with date, reason and end date.

2026-01-19 08:55 t.brandauer merges retention

    Merge version 2.0.0 of the policy on classification

    Seven weeks after it was due. The old text stayed in force meanwhile.

    Reviewed-by: Wiebke Thalbach <w.thalbach@wegener-thalbach.example>

2026-01-19 11:40 h.wolkenstein

    Approve version 3.0.0 of the information security policy

    The officer may now stop a release.

release policies/pol-information-security.md 2.0.0 2025-01-27
edit policies/pol-information-security.md
-    text: Runs the ISMS and reports on it to both managing directors
+    text: Runs the ISMS, reports on it to both managing directors and may stop a release or a contract

2026-01-26 10:30 h.wolkenstein

    Set the objectives of 2026 and let heads of unit approve procedures

release registers/objectives.yaml 1.0.0 2025-11-24
release isms.yaml 2.0.0 2025-10-01
edit isms.yaml
-  - {kinds: [procedure], roles: [ceo, cto]}
+  - {kinds: [procedure], roles: [ceo, cto, head-platform, head-engineering, head-people, head-finance]}
set registers/objectives.yaml OBJ-1 OBJ-2 OBJ-3 OBJ-4 OBJ-5
-due: 2026-01-31
+due
release procedures/proc-internal-audit.md 1.0.0 2025-01-27
edit procedures/proc-internal-audit.md
-2. Samples are drawn by the auditor; directed picks are
+2. Samples are drawn with a seed that is noted, so that anybody can draw them again; directed picks are

2026-01-27 10:15 h.wolkenstein

    Adopt the audits of 2026 and 2027

    Access and suppliers first: the highest risks lie there.

release audits/programme.yaml 1.0.0 2025-03-24
set audits/programme.yaml
-weighting: All clauses and the organizational controls in the first year; what they show decides on the rest
+weighting
add audits/programme.yaml PA-2026-1 PA-2026-2 PA-2027-1 PA-2027-2

2026-01-29 09:20 h.wolkenstein

    File the report of stage 2

    One minor point. They saw December in the store and not in the index.

new audits/EA-2026-1.yaml

2026-01-29 15:40 k.wittgenau

    Open a corrective action: two people from outside had not signed

    A designer and a tester. Both have signed since.

new records/corrective-actions/CA-2026-E1.yaml

2026-01-30 17:35 m.falkenried

    Open the index of 2026, three weeks late

    December's reports lay in the store; I had not entered them.

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

new evidence/2026/evidence.yaml
new records/access-reviews/AR-2026-01-P.yaml

2026-02-02 15:00 k.wittgenau

    Tell everybody about policy and objectives

add context/communication-plan.yaml MS-01
set context/communication-plan.yaml CO-1
-last: 2024-11-25
+last
set registers/objectives.yaml OBJ-1 OBJ-2 OBJ-3 OBJ-4 OBJ-5
+communicated_on
set registers/suppliers.yaml wegener-thalbach
-assurance:
-  - type: questionnaire
-    scope: Law firm
-    valid_until: 2026-01-20
-    read_on: 2024-01-20
-next_review: 2026-01-21
+assurance next_review
set registers/suppliers.yaml wegener-thalbach
-assessments:
-  - {on: 2020-06-10, by: h.wolkenstein, result: "suitable, bound by professional secrecy"}
+assessments

2026-02-04 16:20 m.falkenried

    Open a corrective action: two movers kept their old rights

    Erik found it in a sample of four.

new records/corrective-actions/CA-2026-02.yaml

2026-02-05 09:20 h.wolkenstein

    File the report of the audit of joiners, movers and leavers

new audits/IA-2026-1.yaml

2026-02-06 10:05 m.falkenried

    File January: scans, drift, threat note

add evidence/2026/evidence.yaml EV-2026-01-vulnerabilities EV-2026-01-drift EV-2026-01-threat-note

2026-02-06 14:30 k.wittgenau

    Answer the certification body with cause and plan

set records/corrective-actions/CA-2026-E1.yaml
+answered_on
set audits/EA-2026-1.yaml EF-2026-01
+answered_on

2026-02-09 17:45 p.silberhorn

    Finish the private route of the restore account

edit records/corrective-actions/CA-2025-02.yaml
     due: 2026-02-10
+    done_on: 2026-02-09

2026-02-10 09:15 j.tannhuber

    Describe break-glass accounts and plan time-limited rights

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

release policies/pol-access-control.md 2.0.0 2025-06-10
edit policies/pol-access-control.md
-   engineer grants.
+   engineer grants. Two break-glass accounts lie sealed in the safe and in the vault; each use is an incident.
add registers/changes.yaml CHG-2026-02

2026-02-16 11:20 t.marsau on movers

    Add movers to the procedure for joiners and leavers

release procedures/proc-joiner-mover-leaver.md 1.0.0 2025-12-15
edit procedures/proc-joiner-mover-leaver.md
-## Leaving
+## Moving
+
+1. The new head of unit announces the move one week ahead. On the day, old groups are removed and new ones
+   added in one step.
+2. Within 14 days the platform team checks direct rights in production, source code and helpdesk and writes
+   the result into the ticket.
+
+## Leaving

2026-02-17 13:30 t.marsau

    Plan to merge the rules for remote work into acceptable use

add registers/changes.yaml CHG-2026-01
renew registers/exceptions.yaml 2025-02-17
set registers/exceptions.yaml EX-02
-approved_on: 2025-02-14
-from: 2025-02-17
-until: 2026-02-16
-renewals: 0
+approved_on from until renewals

2026-02-19 16:40 r.mooslechner

    File the restore test of the first quarter

add evidence/2026/evidence.yaml EV-2026-Q1-restore
set registers/suppliers.yaml lohnwerk
-assurance:
-  - type: questionnaire
-    scope: Wages and accounting
-    valid_until: 2026-02-10
-    read_on: 2024-02-10
-next_review: 2026-02-11
+assurance next_review
set registers/suppliers.yaml lohnwerk
-assessments:
-  - {on: 2018-01-15, by: d.hollerbach, result: suitable}
+assessments
new records/continuity-tests/CT-2026-1.yaml

2026-02-20 10:10 h.wolkenstein

    Enter the certificate

    Decided on Wednesday. Thanks to everybody who was asked in January.

release context/certification.yaml 1.0.0 2025-09-22
set context/certification.yaml
-state: preparing
+state number
set context/certification.yaml
-scope_version: 1.0.0
+scope_version
set context/certification.yaml
-soa_version: 1.0.0
+soa_version
set context/certification.yaml
-stage1: {planned_on: 2025-11-25}
-stage2: {planned_on: 2026-01-20}
+stage1 stage2 decision_on issued_on expires_on surveillance recertification claims
edit context/certification.yaml
-    recognised_by: IAF-MLA
-    checked_on: 2025-09-17
+    recognised_by: GAC-MRA
+    checked_on: 2026-02-19
set audits/EA-2026-1.yaml
-status: open
+status
set audits/EA-2026-1.yaml EF-2026-01
+closed_on closed_by

2026-02-23 09:10 k.wittgenau merges movers

    Merge movers into the procedure for joiners and leavers

set procedures/proc-joiner-mover-leaver.md
-approved_by: h.wolkenstein
+approved_by
edit records/corrective-actions/CA-2026-02.yaml
     due: 2026-02-27
+    done_on: 2026-02-23

2026-02-26 18:05 f.obersteg

    Finish the mirror of packages and the bill of materials

set risk/treatments.yaml T-12
-status: active
+status done_on

2026-03-02 10:45 m.falkenried

    Look for similar cases before planning actions

    R-019 is scored again now that the mirror runs.

    Approved-by: Sanne Achterberg <s.achterberg@acme.example>

release procedures/proc-corrective-action.md 1.0.0 2025-12-15
edit procedures/proc-corrective-action.md
-3. **Look around**: are there similar cases?
+3. **Look around**: are there similar cases, elsewhere or earlier? Say where you looked and what you found.
set risk/risks.yaml R-019
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: s.achterberg, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
-current: {likelihood: 3, impact: 4, level: high}
-state: open
+scored_on method_version acceptance current state

2026-03-04 15:20 m.falkenried

    File February: scans, drift, threat note

add evidence/2026/evidence.yaml EV-2026-02-vulnerabilities EV-2026-02-drift EV-2026-02-threat-note
set registers/suppliers.yaml sondermann-audit
-assurance:
-  - type: other
-    scope: Lead auditor certificate ISO/IEC 27001
-    valid_until: 2027-05-31
-    read_on: 2024-02-24
-next_review: 2026-02-25
+assurance next_review
set registers/suppliers.yaml sondermann-audit
-assessments:
-  - {on: 2025-02-17, by: h.wolkenstein, result: "suitable, references called"}
+assessments

2026-03-05 10:30 t.marsau on one-policy-less

    Take remote work into the policy on acceptable use

release policies/pol-acceptable-use.md 1.1.0 2025-03-17
edit policies/pol-acceptable-use.md
-1. Work happens on devices that Acme manages. Private devices may be used for mail and for the two-factor app.
+1. Work happens on devices that Acme manages. Private devices may be used for the two-factor app only.

2026-03-06 15:10 t.marsau

    Grant people from outside no access before they have signed

edit records/corrective-actions/CA-2026-E1.yaml
     due: 2026-03-13
+    done_on: 2026-03-06
set records/corrective-actions/CA-2026-E1.yaml
-state: open
+state

2026-03-10 14:55 p.silberhorn

    File the check of keys and the exercise on a Friday night

add evidence/2026/evidence.yaml EV-2026-Q1-keys EV-2026-03-incident-exercise
new records/continuity-tests/CX-2026-1.yaml

2026-03-16 09:00 h.wolkenstein merges one-policy-less

    Merge one policy less to read

    The policy on remote work retires; its successor is the one on
    acceptable use.

    Reviewed-by: Konstanze Wittgenau <k.wittgenau@acme.example>

edit policies/pol-remote-work.md
-status: approved
+status: retired
+superseded_by: pol-acceptable-use
set registers/changes.yaml CHG-2026-01
+implemented_by implemented_on

2026-03-16 14:30 k.wittgenau

    Check roles, and count confirmations and agreements

release registers/roles.yaml 1.0.0 2025-11-24
add evidence/2026/evidence.yaml EV-2026-03-nda-review EV-2026-03-access-general
new records/access-reviews/AR-2026-03.yaml

2026-03-18 16:15 k.wittgenau

    File the new set of policies

add evidence/2026/evidence.yaml EV-2026-03-policy-set EV-2026-03-asset-reconciliation
all registers/assets.yaml
-last_checked: 2025-10-08
+last_checked: 2026-03-16
add context/communication-plan.yaml MS-02

2026-03-20 17:50 p.silberhorn

    Take standing rights in production away

    Four weeks beside the old way, then a Friday without a night call.

set risk/treatments.yaml T-02
-status: active
+status done_on evidence
set registers/changes.yaml CHG-2026-02
+implemented_by implemented_on
edit records/corrective-actions/CA-2025-01.yaml
     due: 2026-03-31
+    done_on: 2026-03-20

2026-03-23 13:05 m.falkenried

    File the first quarter and score three risks again

add evidence/2026/evidence.yaml EV-2026-Q1-capacity EV-2026-03-role-acceptance EV-2026-Q1-compliance
set registers/suppliers.yaml keyfort
-assurance:
-  - type: soc2
-    scope: "Identity service; year to December 2025"
-    valid_until: 2026-03-31
-    read_on: 2024-03-09
-  - type: iso27001
-    scope: "Identity service, Copenhagen"
-    valid_until: 2026-11-30
-    read_on: 2024-03-09
-next_review: 2026-03-11
+assurance next_review
set registers/suppliers.yaml keyfort
-assessments:
-  - {on: 2022-01-12, by: j.tannhuber, result: suitable}
+assessments
set soa.yaml A.5.2 A.6.6
-status: partial
-target_date: 2026-03-31
-treatment: T-20
+status

2026-03-27 11:10 j.tannhuber

    Accept what remains of the risks around production rights

    Approved-by: Sanne Achterberg <s.achterberg@acme.example>

set risk/risks.yaml R-002
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
-current: {likelihood: 2, impact: 5, level: high}
-state: open
+scored_on method_version acceptance current state
set risk/risks.yaml R-004
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
-state: open
+scored_on method_version acceptance state
set risk/risks.yaml R-018
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: s.achterberg, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
-current: {likelihood: 2, impact: 4, level: moderate}
-state: open
+scored_on method_version acceptance current state
set registers/suppliers.yaml spreehof
-next_review: 2026-03-25
+next_review
set registers/suppliers.yaml spreehof
-assessments:
-  - {on: 2023-01-10, by: t.marsau, result: suitable}
+assessments

2026-04-02 10:25 d.hollerbach

    Sign the cyber insurance

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

add registers/documents.yaml DOC-05
add evidence/2026/evidence.yaml EV-2026-04-insurance EV-2026-Q1-deletion
set risk/treatments.yaml T-16
-status: active
+status done_on
set risk/risks.yaml R-015
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: t.brandauer, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+scored_on method_version acceptance

2026-04-03 09:40 m.falkenried

    File March: scans, drift, threat note

add evidence/2026/evidence.yaml EV-2026-03-vulnerabilities EV-2026-03-drift EV-2026-03-threat-note
set registers/changes.yaml CHG-2026-02
-status: open
+status reviewed_on reviewed_by

2026-04-13 11:35 d.hollerbach

    Approve the procedure for handling information, twelve weeks late

    Theo waited for the encrypted sticks; next time we confirm first and add
    the sticks later.

set registers/changes.yaml CHG-2026-01
-status: open
+status reviewed_on reviewed_by
release procedures/proc-information-handling.md 1.0.0 2025-01-20
set procedures/proc-information-handling.md
-approved_by: h.wolkenstein
+approved_by
edit procedures/proc-information-handling.md
-Sticks and disks are not in use.
+Sticks and disks are not in use. The office manager keeps three encrypted sticks for visits to customers, with
+a list of who, what, when and of erasure after return.

2026-04-16 15:10 a.okonjo

    File the review of privileged rights

add evidence/2026/evidence.yaml EV-2026-04-access-priv
new records/access-reviews/AR-2026-04-P.yaml

2026-04-20 14:05 t.brandauer

    Approve the policy on suppliers with tiers and exit plans

release policies/pol-suppliers.md 1.0.0 2025-11-24
set registers/suppliers.yaml rotstift
-assurance:
-  - type: iso27001
-    scope: "Security testing, Hamburg"
-    valid_until: 2026-12-31
-    read_on: 2024-04-13
-next_review: 2026-04-15
+assurance next_review
set registers/suppliers.yaml rotstift
-assessments:
-  - {on: 2025-03-18, by: j.tannhuber, result: "suitable, testers named"}
+assessments
edit policies/pol-suppliers.md
-7. For each critical supplier a plan says how we would leave.
+7. For each critical supplier a plan says how we would leave within 90 days; the parts that can be tested are
+   tested yearly.

2026-04-23 16:30 m.falkenried

    Read the new certificate of Codeharbor

    The old one ended in February and nobody noticed until the check said
    so. The new one covers the runners too.

set registers/suppliers.yaml codeharbor
-assurance:
-  - type: iso27001
-    scope: Development platform without runners, Amsterdam
-    valid_until: 2026-02-28
-    read_on: 2024-01-20
-next_review: 2026-04-27
+assurance next_review
edit registers/suppliers.yaml codeharbor
       - {on: 2025-04-28, by: m.falkenried, result: suitable}
+      - {on: 2026-04-23, by: m.falkenried, result: suitable; mirror drill agreed as exit test}
add evidence/2026/evidence.yaml EV-2026-04-walkthrough
set context/communication-plan.yaml CO-5
-last: 2024-11-25
+last

2026-05-07 17:00 m.falkenried

    File April: scans, drift, threat note

add evidence/2026/evidence.yaml EV-2026-04-vulnerabilities EV-2026-04-drift EV-2026-04-threat-note

2026-05-11 10:15 y.karadenizli on incident-2026-01

    Open an incident: breach at the helpdesk supplier

    Ticketbird called at 8:40. Attachments of several customers were taken
    over the weekend with a stolen support token.

new records/incidents/INC-2026-01.yaml

2026-05-11 13:30 b.rosenthaler on incident-2026-01

    Delete old attachments and keep new ones in Liftplan

edit records/incidents/INC-2026-01.yaml
+  - at: 2026-05-11T11:30:00+02:00
+    by: b.rosenthaler
+    text: Attachments older than 90 days deleted, new ones kept in Liftplan only
 notifications:
set records/incidents/INC-2026-01.yaml
+contained_at

2026-05-11 15:20 t.brandauer

    Set recovery targets for telemetry

release policies/pol-backup-continuity.md 1.2.0 2025-10-27
edit policies/pol-backup-continuity.md
-   minutes.
+   minutes, for telemetry eight hours and one hour.
new procedures/plan-continuity.md

2026-05-12 09:10 b.rosenthaler on incident-2026-01

    Tell eleven customers

add context/communication-plan.yaml MS-03
set context/communication-plan.yaml CO-3
-last: 2024-11-25
+last
edit records/incidents/INC-2026-01.yaml
+  - {at: "2026-05-12T07:30:00+02:00", by: b.rosenthaler, text: Eleven customers informed by mail and telephone}
 notifications:
edit records/incidents/INC-2026-01.yaml
     due: 2026-05-12T08:40:00+02:00
+    sent_at: 2026-05-12T07:30:00+02:00
     to: contact-customers

2026-05-12 18:20 h.wolkenstein merges incident-2026-01

    Merge the file of the incident at Ticketbird

    Notices are out in time. Thank you, Bettina.

2026-05-18 11:45 m.falkenried

    Open a corrective action on the attachments, and move the mirror to June

    Our table said 90 days; the helpdesk kept them for a year. T-11 was due
    in April; its owner agreed to the end of June.

new records/corrective-actions/CA-2026-01.yaml
set risk/treatments.yaml T-11
-due: 2026-04-30
+due

2026-05-20 10:00 j.tannhuber

    Approve the procedure for restores with the telemetry store

release procedures/proc-backup-restore.md 1.0.0 2025-12-15
set procedures/proc-backup-restore.md
-approved_by: t.brandauer
+approved_by
edit procedures/proc-backup-restore.md
-| telemetry store | weekly snapshot | weekly | 35 days |
+| telemetry store | daily snapshot to vault account | daily | 35 days |
add evidence/2026/evidence.yaml EV-2026-05-phishing

2026-05-22 15:35 g.anselmi

    Exercise two false payments with accounting

    Both refused, one with a laugh.

    Approved-by: Dorothea Hollerbach <d.hollerbach@acme.example>

add evidence/2026/evidence.yaml EV-2026-05-payment-exercise
set risk/treatments.yaml T-15
-status: active
+status done_on
set risk/risks.yaml R-028
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: d.hollerbach, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
-current: {likelihood: 3, impact: 3, level: moderate}
-state: open
+scored_on method_version acceptance current state

2026-05-29 14:20 r.mooslechner

    File the restore test and the review of the network

add evidence/2026/evidence.yaml EV-2026-Q2-restore EV-2026-05-network
set registers/suppliers.yaml mailpost
-assurance:
-  - type: questionnaire
-    scope: Mail service
-    valid_until: 2026-05-20
-    read_on: 2024-05-20
-next_review: 2026-05-20
+assurance next_review
set registers/suppliers.yaml mailpost
-assessments:
-  - {on: 2022-05-03, by: p.silberhorn, result: suitable}
+assessments
new records/continuity-tests/CT-2026-2.yaml

2026-06-01 09:30 m.falkenried

    Close the corrective action on the first restore test

set records/corrective-actions/CA-2025-02.yaml
-status: open
-state: implemented
-effectiveness: {due: 2026-05-29}
+status approved_by approved_on state closed_on effectiveness

2026-06-04 16:00 m.falkenried

    Assess suppliers again after the incident

    R-029 is new. R-013 went up, and down again with the shorter period.

    Approved-by: Tilo Brandauer <t.brandauer@acme.example>

add risk/risks.yaml R-029
new risk/assessments/RA-2026-1.yaml
add evidence/2026/evidence.yaml EV-2026-05-vulnerabilities EV-2026-05-drift EV-2026-05-threat-note

2026-06-08 11:15 h.wolkenstein

    File the report of the internal audit of May

add registers/documents.yaml DOC-09
add evidence/2026/evidence.yaml EV-2026-05-audit-report
set controls/operating-controls.yaml c-mfa-enforcement c-access-review-privileged c-code-review c-tenant-isolation
-test: {interval: P12M}
+test
new audits/IA-2026-2.yaml

2026-06-10 10:40 b.rosenthaler

    Accept what remains of the risks around suppliers

    Approved-by: Jonas Tannhuber <j.tannhuber@acme.example>

set risk/assessments/RA-2026-1.yaml
-status: open
+status approved_by approved_on reported_to reported_on
set risk/risks.yaml R-001
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: j.tannhuber, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
+scored_on method_version acceptance
set risk/risks.yaml R-013
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: b.rosenthaler, on: 2025-12-08, until: 2026-10-31, reason: Bearable with what is in place}
+scored_on method_version acceptance
set risk/risks.yaml R-014
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: d.hollerbach, on: 2025-12-08, until: 2026-10-31, reason: Bearable with what is in place}
+scored_on method_version acceptance

2026-06-15 09:05 m.falkenried

    Score the export risk again, four weeks late, and the mirror's

    The drill on Friday built and shipped a release from the mirror alone.

    Approved-by: Sanne Achterberg <s.achterberg@acme.example>

add evidence/2026/evidence.yaml EV-2026-Q2-keys EV-2026-06-mirror-drill
set risk/treatments.yaml T-11
-status: active
+status done_on
set risk/risks.yaml R-006
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: b.rosenthaler, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
-next_review: 2026-05-18
+scored_on method_version acceptance next_review
set risk/risks.yaml R-012
-scored_on: 2025-11-18
-method_version: 2.0.0
-acceptance: {by: s.achterberg, on: 2025-12-08, until: 2026-10-31, reason: The plan lowers it further}
-current: {likelihood: 2, impact: 4, level: moderate}
-state: open
+scored_on method_version acceptance current state

2026-06-16 11:20 t.brandauer

    Close the corrective action on people from outside

    Mira held all ten against the folder; nobody is missing.

add evidence/2026/evidence.yaml EV-2026-06-outsiders
set records/corrective-actions/CA-2026-E1.yaml
-status: open
-state: implemented
-effectiveness: {due: 2026-06-30}
+status approved_by approved_on state closed_on effectiveness

2026-06-17 10:30 y.karadenizli

    Close the incident at Ticketbird with its lessons

    One channel and one log from now on; periods of keeping become part of
    the supplier check.

set records/incidents/INC-2026-01.yaml
-status: open
+status approved_by approved_on resolved_at closed_at closed_by risks_reviewed_on root_cause lessons
edit records/incidents/INC-2026-01.yaml
+  - at: 2026-05-22T16:00:00+02:00
+    by: y.karadenizli
+    text: Log of the supplier compared with ours; no further download
 notifications:
add evidence/2026/evidence.yaml EV-2026-06-incident-file
edit registers/suppliers.yaml ticketbird
       - {on: 2026-01-14, by: m.falkenried, result: suitable with notice term shortened}
+      - on: 2026-06-08
+        by: m.falkenried
+        result: "kept after the breach of May: attachments limited to 90 days, notice 24 hours"
set registers/suppliers.yaml ticketbird
-assurance:
-  - {type: iso27001, scope: "Helpdesk service, Helsinki", valid_until: 2027-05-31, read_on: 2026-01-12}
+assurance

2026-06-18 13:30 m.falkenried

    Open two corrective actions on the audit of May

    Numbers without a conclusion, and two administrators without a proof.

new records/corrective-actions/CA-2026-A1.yaml records/corrective-actions/CA-2026-A2.yaml

2026-06-22 14:10 d.hollerbach

    Renew the register of suppliers

release registers/suppliers.yaml 1.0.0 2025-11-24
set registers/suppliers.yaml nordwolke
-assurance:
-  - type: iso27001
-    scope: "Cloud services, regions Frankfurt and Falkenstein"
-    valid_until: 2026-08-31
-    read_on: 2024-05-11
-  - type: soc2
-    scope: "Security, availability; year to March 2026"
-    valid_until: 2026-06-30
-    read_on: 2024-06-22
-next_review: 2026-05-14
+assurance next_review
set registers/suppliers.yaml nordwolke
-assessments:
-  - {on: 2020-12-10, by: j.tannhuber, result: "suitable, exit plan demanded"}
-  - {on: 2025-05-19, by: m.falkenried, result: suitable}
+assessments
set registers/suppliers.yaml papierwolke
-assurance:
-  - type: iso27001
-    scope: "Office services, European Union"
-    valid_until: 2026-09-30
-    read_on: 2024-06-08
-next_review: 2026-06-10
+assurance next_review
set registers/suppliers.yaml papierwolke
-assessments:
-  - {on: 2019-04-02, by: d.hollerbach, result: suitable}
+assessments
set registers/suppliers.yaml funkwerk-sud
-assurance:
-  - type: questionnaire
-    scope: Production line Augsburg
-    valid_until: 2026-06-16
-    read_on: 2024-06-16
-next_review: 2026-06-17
+assurance next_review
set registers/suppliers.yaml funkwerk-sud
-assessments:
-  - {on: 2019-10-08, by: s.achterberg, result: suitable}
+assessments
add evidence/2026/evidence.yaml EV-2026-Q2-capacity EV-2026-06-clause-check EV-2026-Q2-compliance
new records/corrective-actions/CA-2026-03.yaml

2026-06-23 17:55 g.anselmi

    Sort the register of suppliers

    By name, as finance keeps them.

lose registers/suppliers.yaml

2026-06-24 08:20 d.hollerbach

    Revert "Sort the register of suppliers"

    Seven suppliers were lost in the sorting. No harm: the check of the
    night found it, and Greta has a better spreadsheet now.

restore registers/suppliers.yaml codeharbor papierwolke mailpost lohnwerk rotstift funkwerk-sud aktenwolf

2026-06-26 15:45 m.falkenried

    File the penetration test and the review of suppliers

add evidence/2026/evidence.yaml EV-2026-06-supplier-review EV-2026-06-pentest
set risk/treatments.yaml T-03
-evidence: [EV-2025-12-pentest-retest]
+evidence
set soa.yaml A.5.27 A.5.35
-status: partial
-target_date: 2026-06-30
-treatment: T-20
+status

2026-06-29 10:10 t.marsau

    Remove the retired policy on remote work

    Everybody has confirmed its successor; the old text stays in git.

    Removes: policy/pol-remote-work

gone policies/pol-remote-work.md

2026-06-30 09:50 t.brandauer

    Put the lessons of May into the policy, and close the action on changes by hand

release policies/pol-incident-management.md 2.0.0 2025-09-15
edit policies/pol-incident-management.md
-3. From severity medium an incident manager leads. From high a managing director
-   is told within the hour.
+3. From severity medium an incident manager leads, and a log with times is kept. From high a managing director
+   is told within the hour.
set records/corrective-actions/CA-2025-01.yaml
-status: open
-state: implemented
-effectiveness: {due: 2026-06-30}
-isms_change: {needed: true, reason: Rights in production change with T-02}
+status approved_by approved_on state closed_on effectiveness isms_change
