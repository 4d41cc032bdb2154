package report

import "ismsproof/engine/isms"

// sourceRoot stands for the root of the repository in every path.
const sourceRoot = "%SRCROOT%"

// The document of SARIF 2.1.0, as far as it is used. Every text is cleaned before
// it comes here.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool              sarifTool            `json:"tool"`
		Invocations       []sarifInvocation    `json:"invocations"`
		AutomationDetails sarifAutomation      `json:"automationDetails"`
		Bases             map[string]sarifBase `json:"originalUriBaseIds"`
		ColumnKind        string               `json:"columnKind"`
		NewlineSequences  []string             `json:"newlineSequences"`
		Taxonomies        []sarifTaxonomy      `json:"taxonomies,omitempty"`
		Results           []sarifResult        `json:"results"`
		Properties        sarifRunProperties   `json:"properties"`
	}
	sarifRunProperties struct {
		AsOf    string       `json:"as_of"`
		Outcome isms.Outcome `json:"outcome"`
		Target  jsonTarget   `json:"target"`
		Counts  jsonCounts   `json:"counts"`
		Rules   string       `json:"rules"`
		Catalog string       `json:"catalog"`
		Config  string       `json:"config"`
		Fixed   []string     `json:"fixed,omitempty"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name       string           `json:"name"`
		Version    string           `json:"version,omitempty"`
		Rules      []sarifRule      `json:"rules"`
		Taxonomies []sarifComponent `json:"supportedTaxonomies,omitempty"`
	}
	sarifRule struct {
		ID            string              `json:"id"`
		Short         sarifMessage        `json:"shortDescription"`
		Full          sarifMessage        `json:"fullDescription"`
		Help          sarifHelp           `json:"help"`
		Default       sarifConfiguration  `json:"defaultConfiguration"`
		Relationships []sarifRelationship `json:"relationships,omitempty"`
		Properties    sarifRuleProperties `json:"properties"`
	}
	sarifRuleProperties struct {
		Tags  []string   `json:"tags"`
		Grade isms.Grade `json:"grade"`
	}
	sarifConfiguration struct {
		Level string `json:"level,omitempty"`
	}
	sarifHelp struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifTaxonomy struct {
		Name string       `json:"name"`
		Taxa []sarifTaxon `json:"taxa"`
	}
	sarifTaxon struct {
		ID         string                `json:"id"`
		Short      *sarifMessage         `json:"shortDescription,omitempty"`
		Properties *sarifTaxonProperties `json:"properties,omitempty"`
	}
	sarifTaxonProperties struct {
		Result   isms.Result `json:"result"`
		Rules    int         `json:"rules"`
		Findings int         `json:"findings"`
	}
	sarifRelationship struct {
		Target sarifReference `json:"target"`
		Kinds  []string       `json:"kinds"`
	}
	// A sarifReference names a rule or, with its component, a requirement.
	sarifReference struct {
		ID        string          `json:"id"`
		Index     int             `json:"index"`
		Component *sarifComponent `json:"toolComponent,omitempty"`
	}
	sarifComponent struct {
		Name  string `json:"name"`
		Index int    `json:"index"`
	}
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifBase struct {
		Description sarifMessage `json:"description"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
		Configuration []sarifNotification `json:"toolConfigurationNotifications,omitempty"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
		Rule      *sarifReference `json:"associatedRule,omitempty"`
	}
	sarifResult struct {
		RuleID        string                `json:"ruleId"`
		RuleIndex     int                   `json:"ruleIndex"`
		Level         string                `json:"level"`
		Message       sarifMessage          `json:"message"`
		Locations     []sarifLocation       `json:"locations"`
		Fingerprints  map[string]string     `json:"partialFingerprints"`
		BaselineState string                `json:"baselineState,omitempty"`
		Suppressions  []sarifSuppression    `json:"suppressions,omitempty"`
		Properties    sarifResultProperties `json:"properties"`
	}
	sarifResultProperties struct {
		Grade   isms.Grade `json:"grade"`
		Entity  string     `json:"entity,omitempty"`
		Kind    string     `json:"kind"`
		ID      string     `json:"id"`
		Pointer string     `json:"pointer"`
		Since   string     `json:"since,omitempty"`
		Until   string     `json:"until,omitempty"`
		Remedy  string     `json:"remedy,omitempty"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
)

func message(text string) sarifMessage { return sarifMessage{text} }
