package assets

import "embed"

//go:embed icons/*.svg
var icons embed.FS

// Icon returns a line icon as SVG, drawn in currentColor on a 24-unit grid;
// nil if there is none of that name.
func Icon(name string) []byte {
	svg, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return nil
	}
	return svg
}

// IconNames lists the icons.
func IconNames() []string {
	entries, err := icons.ReadDir("icons")
	if err != nil {
		return nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()[:len(e.Name())-len(".svg")]
	}
	return names
}
