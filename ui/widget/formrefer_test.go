package widget_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"yorisoi/store/form"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func TestRecordIsChosenByItsTitle(t *testing.T) {
	v, k, calls := formView(t, "sheet", "sec_proposal")
	v.Focus("meeting")
	k.key(fyne.KeyDown)
	if got := last(calls); got.id != "meeting" || got.value != "r1" {
		t.Errorf("chosen %#v", got)
	}
	k.key(fyne.KeyDown)
	if got := v.Values()["meeting"]; got != "r2" {
		t.Errorf("the next one: %#v", got)
	}
}

func TestRecordThatIsNotHereShowsNoID(t *testing.T) {
	start(t, theme.Options{})
	cfg := formConfig(library(t).Form("sheet"), "sec_proposal")
	cfg.Labels.Gone = "この端末にない記録"
	v := widget.NewFormView(cfg)
	w := show(t, widget.NewScroll(v), 900, 700)
	v.SetValues(map[string]any{"meeting": "0193a1b0-0000-7000-8000-000000000001", "proposer": "0193a1b0-0000-7000-8000-000000000002"})
	markup := test.RenderToMarkup(w.Canvas())
	if !strings.Contains(markup, "この端末にない記録") || strings.Contains(markup, "0193a1b0") {
		t.Error("an id shows")
	}
	if v.Values()["meeting"] != "0193a1b0-0000-7000-8000-000000000001" {
		t.Error("the record was forgotten")
	}
}

func TestWithoutRecordsNothingIsAskedFor(t *testing.T) {
	start(t, theme.Options{})
	cfg := formConfig(library(t).Form("sheet"), "sec_proposal")
	cfg.Records = nil
	v := widget.NewFormView(cfg)
	if v.Has("meeting") || !v.Has("proposer") {
		t.Error("an id is asked for")
	}
}

func TestMomentIsTypedLikeADate(t *testing.T) {
	start(t, theme.Options{})
	cfg := formConfig(library(t).Form("urgency"), "sec_about")
	cfg.Moments = func(typed string) (string, string, error) {
		at, err := time.Parse("0102 1504", typed)
		if err != nil {
			return "", "", err
		}
		return at.AddDate(2026, 0, 0).Format(time.RFC3339), at.Format("1/2 15:04"), nil
	}
	cfg.Written = func(stored string) string {
		at, err := time.Parse(time.RFC3339, stored)
		if err != nil {
			return stored
		}
		return at.Format("0102 1504")
	}
	v := widget.NewFormView(cfg)
	var got any
	v.OnChanged = func(id string, value any) { got = value }
	k := keyboard{show(t, widget.NewScroll(v), 900, 700)}
	v.Focus("at")
	k.text("1122 1740")
	if got != "2026-11-22T17:40:00Z" {
		t.Errorf("typed: %#v", got)
	}
	v.SetValues(map[string]any{"at": "2026-11-23T09:05:00Z"})
	if m := test.RenderToMarkup(k.w.Canvas()); !strings.Contains(m, "1123 0905") {
		t.Error("a stored moment does not show as a person would type it")
	}
}

func TestWholeItemHasItsLine(t *testing.T) {
	start(t, theme.Options{})
	cfg := formConfig(library(t).Form("risk"), "sec_a")
	cfg.Whole = func(it *form.Item) bool { return strings.HasSuffix(it.LinkID, "_rating") }
	v := widget.NewFormView(cfg)
	show(t, widget.NewScroll(v), 1600, 900)
	if a, b := v.Field("a1_rating").Position(), v.Field("a2_rating").Position(); a.X != b.X || a.Y == b.Y {
		t.Errorf("at %v and %v", a, b)
	}
}
