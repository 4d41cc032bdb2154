package examples

// Tell makes chapters of the text of a story that ends in these files.
func Tell(text string, last map[string][]byte) ([]Chapter, error) {
	acts, err := parseStory("test.story", text)
	if err != nil {
		return nil, err
	}
	return tell(acts, last)
}
