// Package controls holds the requirements of ISO/IEC 27001:2022 as data: ids,
// short titles and our own words, and mappings to other frameworks.
package controls

import "embed"

// FS holds iso27001_2022/{clauses,annex_a}.yaml and iso27001_2022/mappings/*.yaml.
//
//go:embed iso27001_2022
var FS embed.FS
