// Package controls holds the requirements of ISO/IEC 27001:2022 as data: ids,
// short titles and our own words, and mappings to other frameworks. The conditions
// of the certification scheme stand beside them.
package controls

import "embed"

// FS holds iso27001_2022/{clauses,annex_a}.yaml, iso27001_2022/mappings/*.yaml and
// certification_scheme/conditions.yaml.
//
//go:embed iso27001_2022 certification_scheme
var FS embed.FS
