package policy

import (
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// denied are builtins that give a rule more than its input and data, or that one
// call can use to outlive every deadline, besides all that OPA itself marks as
// nondeterministic (clock, chance, network).
var denied = []string{
	"bits.lsh", "json.patch", "json.match_schema", "json.verify_schema",
	"opa.runtime", "rego.parse_module", "rego.metadata.chain", "rego.metadata.rule",
	"net.lookup_ip_addr", "http.send", "print", "trace",
	"io.jwt.decode_verify",                                   // reads the clock unless told a time
	"crypto.x509.parse_and_verify_certificates",              // reads the clock
	"crypto.x509.parse_and_verify_certificates_with_options", // reads the clock unless told a time
}

// Capabilities returns what rules may use: no clock, no network, no chance, no
// environment. A rule that names anything else does not compile.
var Capabilities = sync.OnceValue(func() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.AllowNet = []string{}
	c.Builtins = slices.DeleteFunc(c.Builtins, func(b *ast.Builtin) bool {
		return b.Nondeterministic || slices.Contains(denied, b.Name)
	})
	return c
})
