package page

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// caseChooser is where one looks for families and chooses some.
type caseChooser struct {
	h       *handOver
	search  *widget.Entry
	found   *fyne.Container
	picked  *fyne.Container
	content *fyne.Container
	wait    *async.Debouncer
	turn    int
	cases   []uuid.UUID
	words   []string
}

func newCaseChooser(h *handOver) *caseChooser {
	c := &caseChooser{h: h, found: widget.Rows(0.5), picked: widget.Flow(1)}
	c.wait = async.NewDebouncer(h.owner, async.TypingPause)
	c.search = widget.NewEntry(present.T("bundle.cases"))
	c.search.SetPlaceholder(present.T("bundle.cases_hint"))
	c.search.OnChanged = c.typed
	c.content = widget.Rows(1, c.search, c.found, c.picked)
	return c
}

func (c *caseChooser) typed(text string) {
	text = strings.TrimSpace(text)
	c.turn++
	turn := c.turn
	if utf8.RuneCountInString(text) < 2 {
		c.wait.Cancel()
		c.showHits(nil)
		return
	}
	c.wait.Call(func() {
		async.Run(c.h.owner, func(ctx context.Context) ([]store.Hit, error) {
			return c.h.Store.Search(ctx, text, 20)
		}, func(hits []store.Hit, err error) {
			switch {
			case turn != c.turn:
			case err != nil:
				c.h.Nav.Fail(err)
			default:
				c.showHits(hits)
			}
		})
	})
}

// shownHits is how many families are offered at once.
const shownHits = 5

func (c *caseChooser) showHits(hits []store.Hit) {
	c.found.Objects = nil
	seen := map[uuid.UUID]bool{c.h.Store.Office(): true}
	for _, hit := range hits {
		if seen[hit.Case] || slices.Contains(c.cases, hit.Case) || len(c.found.Objects) == shownHits {
			continue
		}
		seen[hit.Case] = true
		word := present.Family(hit.Family)
		row := widget.LineFill(1, 0, widget.NewText(word+"　"+hit.Sub, oneLine(widget.Small)),
			widget.NewSmall(present.T("bundle.cases_add", word), func() { c.add(hit.Case, word) }))
		c.found.Add(row)
	}
	c.refresh()
}

func (c *caseChooser) add(kase uuid.UUID, word string) {
	c.cases, c.words = append(c.cases, kase), append(c.words, word)
	c.search.SetText("")
	c.found.Objects = nil
	c.showPicked()
}

func (c *caseChooser) showPicked() {
	c.picked.Objects = nil
	for i, word := range c.words {
		chip := widget.NewToggle(word, func(bool) {
			c.cases, c.words = slices.Delete(c.cases, i, i+1), slices.Delete(c.words, i, i+1)
			c.showPicked()
		})
		chip.SetOn(true)
		c.picked.Add(chip)
	}
	c.refresh()
}

func (c *caseChooser) refresh() {
	c.found.Refresh()
	c.picked.Refresh()
	c.content.Refresh()
	c.h.content.Refresh()
}

func (c *caseChooser) chosen() []uuid.UUID { return slices.Clone(c.cases) }

func (c *caseChooser) names() []string { return slices.Clone(c.words) }
