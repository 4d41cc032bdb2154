package catalog_test

import (
	"gopkg.in/yaml.v3"

	"ismsproof/engine/isms"
)

func decode(path string, data []byte) (isms.Value, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return isms.Value{}, err
	}
	return value(root.Content[0]), nil
}

func value(n *yaml.Node) isms.Value {
	switch n.Kind {
	case yaml.MappingNode:
		v := isms.Value{Type: isms.Map}
		for i := 0; i < len(n.Content); i += 2 {
			v.Fields = append(v.Fields, isms.Field{Key: n.Content[i].Value, Value: value(n.Content[i+1])})
		}
		return v
	case yaml.SequenceNode:
		v := isms.Value{Type: isms.List}
		for _, c := range n.Content {
			v.Items = append(v.Items, value(c))
		}
		return v
	}
	switch n.Tag {
	case "!!bool":
		return isms.Value{Type: isms.Bool, Text: n.Value}
	case "!!int", "!!float":
		return isms.Value{Type: isms.Number, Text: n.Value}
	case "!!null":
		return isms.Value{}
	}
	return isms.Value{Type: isms.String, Text: n.Value}
}
