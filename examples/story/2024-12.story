# The history of Acme's ISMS, told by edits; README.md beside this file says how to read them.

2024-12-02 09:12 m.falkenried

    Begin the ISMS in git

    What we wrote since November moves out of the wiki: scope, context,
    obligations, the top policy and five topic policies, the risk method,
    roles, people and suppliers. From here on a text binds us once it is
    approved on main.

    Approved-by: Henrike Wolkenstein <h.wolkenstein@acme.example>

new README.md isms.yaml
new context/scope.yaml context/context.yaml context/obligations.yaml context/communication-plan.yaml
new policies/pol-information-security.md policies/pol-acceptable-use.md policies/pol-access-control.md
new policies/pol-remote-work.md
new policies/pol-privacy.md policies/pol-information-classification.md policies/pol-suppliers.md
new procedures/proc-risk-assessment.md procedures/proc-risk-treatment.md
new risk/method.yaml
new registers/people.yaml registers/roles.yaml registers/suppliers.yaml registers/documents.yaml
new registers/objectives.yaml registers/changes.yaml

2024-12-02 15:40 y.karadenizli on incidents-first

    Write down how we handle incidents

new policies/pol-incident-management.md procedures/proc-incident-handling.md

2024-12-03 10:05 d.vukasinov

    Write the policy on secure development

    Gregor's procedure for changes comes with it: each points at the other.

new policies/pol-secure-development.md procedures/proc-change-release.md

2024-12-04 08:50 t.brandauer merges incidents-first

    Merge the policy and procedure on incidents

    Read with the on-call team; severity table shortened to four rows.

    Reviewed-by: Mira Falkenried <m.falkenried@acme.example>

2024-12-05 11:20 k.wittgenau

    Add the policy on people and competence

new policies/pol-people-competence.md

2024-12-09 16:45 m.falkenried on first-assessment

    Record the first risk assessment with eighteen risks

    Workshops on 5 December, one per unit. Risks and treatments share one
    file for now.

new risk/register.yaml risk/assessments/RA-2024.yaml

2024-12-10 09:30 y.karadenizli

    Add the policy on backup and continuity

new policies/pol-backup-continuity.md

2024-12-10 14:10 p.silberhorn

    Add the policy on cryptography

new policies/pol-cryptography.md

2024-12-11 13:35 t.marsau

    Describe what happens when people join and leave

new procedures/proc-joiner-mover-leaver.md

2024-12-16 08:35 m.falkenried on first-assessment

    Plan what we do first

    Keys for everybody, no standing rights, row policies in the database, a
    second region, a locked vault. The rest is kept for now, with the word
    of its owners.

add risk/register.yaml T-01 T-02 T-03 T-13 T-14 T-20

2024-12-16 09:10 t.brandauer merges first-assessment

    Merge the first risk assessment and its plan

    Owners signed on the 12th. Five risks at high are more than we like.

    Reviewed-by: Jonas Tannhuber <j.tannhuber@acme.example>
    Reviewed-by: Sanne Achterberg <s.achterberg@acme.example>
    Approved-by: Konstanze Wittgenau <k.wittgenau@acme.example>
    Approved-by: Bettina Rosenthaler <b.rosenthaler@acme.example>
    Approved-by: Theo Marsau <t.marsau@acme.example>
    Approved-by: Dorothea Hollerbach <d.hollerbach@acme.example>

2024-12-16 11:00 p.silberhorn

    Add operations policy, baselines and the procedure for restores

new policies/pol-operations-security.md procedures/std-configuration-baselines.md procedures/proc-backup-restore.md

2024-12-17 09:20 d.vukasinov

    Write the standard for secure engineering

new procedures/std-secure-engineering.md

2024-12-18 16:30 m.falkenried

    Begin the statement of applicability with the organizational controls

    A draft. Nothing is called implemented before there is proof of it; T-20
    carries the rest.

new soa.yaml

2024-12-20 12:10 m.falkenried

    Describe how we correct and improve

new procedures/proc-corrective-action.md

2025-01-13 10:40 m.falkenried

    Add people and places to the statement of applicability

add soa.yaml A.6.1 A.6.2 A.6.3 A.6.4 A.6.5 A.6.6 A.6.7 A.6.8 A.7.1 A.7.2 A.7.3 A.7.4 A.7.5 A.7.6 A.7.7 A.7.8 A.7.9 A.7.10 A.7.11 A.7.12 A.7.13 A.7.14

2025-01-14 09:05 p.silberhorn

    Begin the inventory of assets

    Counted with device management and the cloud export. Owners next.

new registers/assets.yaml

2025-01-20 14:25 t.marsau

    Describe how we handle information and media

new procedures/proc-information-handling.md

2025-01-22 16:00 m.falkenried on soa-first

    Add the technical controls to the statement of applicability

add soa.yaml A.8.1 A.8.2 A.8.3 A.8.4 A.8.5 A.8.6 A.8.7 A.8.8 A.8.9 A.8.10 A.8.11 A.8.12 A.8.13 A.8.14 A.8.15 A.8.16 A.8.17 A.8.18 A.8.19 A.8.20 A.8.21 A.8.22 A.8.23 A.8.24 A.8.25 A.8.26 A.8.27 A.8.28 A.8.29 A.8.30 A.8.31 A.8.32 A.8.33 A.8.34

2025-01-27 11:30 m.falkenried

    Say plainly that we improve

    The dry run of stage 1 missed a commitment to improvement in the policy.

release policies/pol-information-security.md 1.0.0 2024-11-25
edit policies/pol-information-security.md
-8. Incidents and audits lead to actions.
+8. We improve continually. Audits, incidents, metrics and complaints lead to dated actions, and we check that
+   these worked.

2025-01-28 09:45 m.falkenried

    Add the procedure for internal audits

new procedures/proc-internal-audit.md

2025-02-07 15:15 m.falkenried on soa-first

    Lean on the certificate of Codeharbor for access to source code

    Their certificate covers rights and logs of the platform; our own part
    follows with T-02.

set soa.yaml A.8.4
-status: partial
-target_date: 2025-12-19
-treatment: T-20
+status inherited_from

2025-02-10 10:00 h.wolkenstein merges soa-first

    Approve the statement of applicability, version 1.0.0

    Reviewed-by: Tilo Brandauer <t.brandauer@acme.example>

set soa.yaml
-status: in-review
+status approved_by approved_on next_review

2025-02-17 13:20 p.silberhorn

    Open the register of exceptions

    Two tools cannot use the identity provider; better written down than
    whispered.

new registers/exceptions.yaml

2025-02-24 09:30 m.falkenried

    Name the contacts for threat news

    The working group and two feeds; Mira reads them on Mondays.

add context/communication-plan.yaml TI-01 TI-02 GR-01 GR-02

2025-03-03 08:40 k.wittgenau

    Welcome Erik Sondermann as internal auditor and Anouk Feuerlein in product

    With Erik the role of internal auditor is filled for the first time.

add registers/people.yaml e.sondermann a.feuerlein
add registers/suppliers.yaml sondermann-audit
add registers/roles.yaml internal-auditor
edit isms.yaml internal-audit
-    owner: ceo
+    owner: internal-auditor

2025-03-10 10:55 t.marsau on language-models

    Propose rules for tools with language models

release policies/pol-acceptable-use.md 1.0.0 2024-11-25
edit policies/pol-acceptable-use.md
-   private clouds or private mail.
+   private clouds or private mail, and not pasted into tools, translators or language models that are not in
+   the register of suppliers.

2025-03-17 09:10 h.wolkenstein merges language-models

    Merge the rules for tools with language models

    Reviewed-by: Konstanze Wittgenau <k.wittgenau@acme.example>

2025-03-24 09:40 h.wolkenstein

    Adopt the audit programme

    Erik audits everything once a year; this year as it comes.

new audits/programme.yaml

2025-04-01 09:00 d.hollerbach

    Register Rotstift Security for the yearly penetration test

add registers/suppliers.yaml rotstift

2025-04-28 14:50 m.falkenried

    Review Codeharbor

edit registers/suppliers.yaml codeharbor
       - {on: 2020-08-11, by: s.achterberg, result: suitable}
+      - {on: 2025-04-28, by: m.falkenried, result: suitable}

2025-05-05 11:15 p.silberhorn

    Set the assets apart by empty lines

    Layout only.

space registers/assets.yaml

2025-05-19 16:20 m.falkenried

    Review Nordwolke

edit registers/suppliers.yaml nordwolke
       - {on: 2020-12-10, by: j.tannhuber, result: "suitable, exit plan demanded"}
+      - {on: 2025-05-19, by: m.falkenried, result: suitable}

2025-05-28 17:30 p.silberhorn

    Lock the backup vault

    Daily snapshots now lie in a separate account for 35 days, and nobody
    can lift the lock. Tried with every right we have.

set risk/register.yaml T-14
-status: active
+status done_on

2025-06-02 09:25 j.tannhuber on keys-for-all

    Require a security key for privileged access

release policies/pol-access-control.md 1.0.0 2024-11-25
edit policies/pol-access-control.md
-3. A second factor is required everywhere.
+3. A second factor is required everywhere. For privileged access it must be a hardware security key.

2025-06-03 10:40 j.tannhuber on keys-for-all

    Name Dejan Vukasinov cloud administrator

edit registers/roles.yaml
       - {person: y.karadenizli, from: 2024-11-18, accepted_on: 2024-11-26}
+      - {person: d.vukasinov, from: 2025-06-02, accepted_on: 2025-06-02}

2025-06-10 08:55 t.brandauer merges keys-for-all

    Merge version 2.0.0 of the policy on access control

    Reviewed-by: Adaeze Okonjo <a.okonjo@acme.example>

2025-06-30 15:00 j.tannhuber

    Close the roll-out of security keys

    96 keys handed out. The export of the identity provider comes later.

set risk/register.yaml T-01
-status: active
+status done_on
