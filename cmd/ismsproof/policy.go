package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ismsproof/engine"
	"ismsproof/engine/isms"
)

// policy is for those who write rules.
func (a *app) policy() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Test, check, write and explain rules",
		Long: `Policy is for those who write rules. An organization's own rules stand in the
files that ` + "`rules`" + ` of isms.yaml names: packages custom.<topic> in Rego, their tests
in files *_test.rego, their examples in examples.yaml.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			var known []string
			for _, c := range cmd.Commands() {
				known = append(known, c.Name())
			}
			e := &engine.UsageError{Message: fmt.Sprintf("there is no command %q of policy", args[0]), Hint: "`ismsproof policy --help` lists them"}
			if near := isms.Nearest(args[0], known); near != "" {
				e.Hint = fmt.Sprintf("did you mean %q?", near)
			}
			return e
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.policyTest(), a.policyCheck(), a.policyNew(), a.policyDocs(), a.policyEval(), a.policyMutate())
	return cmd
}

// pathArg returns the PATH that a command was given, "" for none.
func pathArg(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
