package assets_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"yorisoi/assets"
)

func TestIconsFollowOneGridAndColour(t *testing.T) {
	names := assets.IconNames()
	if len(names) < 20 {
		t.Fatalf("only %d icons", len(names))
	}
	for _, name := range names {
		svg := string(assets.Icon(name))
		if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(svg, `viewBox="0 0 24 24"`) {
			t.Errorf("%s: not on the 24 grid", name)
		}
		if strings.Contains(svg, "#") || !strings.Contains(svg, `stroke="currentColor"`) {
			t.Errorf("%s: has a colour of its own", name)
		}
	}
	if assets.Icon("no such icon") != nil {
		t.Error("an icon that is not there")
	}
}
