package widget_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"yorisoi/assets"
	"yorisoi/store/form"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

func library(t testing.TB) *form.Library {
	t.Helper()
	lib, err := form.LoadLibrary(assets.Forms, assets.Codes)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func formConfig(f *form.Form, section string) widget.FormConfig {
	return widget.FormConfig{
		Records: func(it *form.Item) []widget.Option {
			return []widget.Option{{Code: "r1", Word: "R8.11.12  " + it.Refers}, {Code: "r2", Word: "R8.12.10  " + it.Refers}}
		},
		Form: f, Section: section, Lang: "ja", Day: "2026-11-20",
		Labels: widget.FormLabels{None: "えらぶ", Yes: "はい", No: "いいえ", Required: "（必須）", Separator: "、", DateHint: "r8.11.22"},
		Dates:  galleryDate,
		Wrong:  func(error) string { return "読み取れません" },
		Problem: func(p form.Problem) string {
			return fmt.Sprintf("直してください（%s）", p.Code)
		},
		People: func(it *form.Item) []widget.Person {
			if it.Refers == "staff" {
				return []widget.Person{{ID: "s1", Name: "中野"}, {ID: "s2", Name: "柏木"}}
			}
			return []widget.Person{{ID: "p1", Name: "森田 さくら", Note: "母 29歳"}, {ID: "p2", Name: "森田 ゆい", Note: "長女 生後21日"}}
		},
	}
}

func TestFormGallery(t *testing.T) {
	for _, big := range []bool{false, true} {
		t.Run(fmt.Sprintf("big=%v", big), func(t *testing.T) {
			start(t, theme.Options{})
			visit := library(t).Form("visit")
			column := widget.Rows(1.5)
			values := map[string]any{
				"visited_on": "2026-11-22", "result": "met", "weight_g": int64(3410), "height_cm": "51.2",
				"visitors": []string{"s1"}, "note": "母は玄関で笑顔で迎える。居室は片づき、室温は適切。",
			}
			for _, section := range []string{"sec_visit", "sec_mother", "sec_measure", "sec_narrative"} {
				cfg := formConfig(visit, section)
				cfg.Big = big
				view := widget.NewFormView(cfg)
				view.SetValues(values)
				column.Add(widget.NewFoldSection(visit.Item(section).Label("ja"), widget.FoldLabels{Open: "ひらく", Close: "とじる"}, true, view))
			}
			var page fyne.CanvasObject = widget.NewScroll(widget.PadXY(3, 2.25, column))
			w := show(t, onPaper(page), 1000, 2200)
			picture(t, w, fmt.Sprintf("form-big-%v", big))
		})
	}
}
