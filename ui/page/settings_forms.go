package page

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"yorisoi/store"
	"yorisoi/store/form"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/present"
	"yorisoi/ui/theme"
	"yorisoi/ui/widget"
)

// largestTemplate is how much of a file is read: a form of a hundred questions
// has a fifth of it.
const largestTemplate = 1 << 20

// formsPart is the risk assessment in use and the way to another one: a city
// takes in the official items as a file.
func (s *Settings) formsPart() fyne.CanvasObject {
	used := s.Store.Library().Form(store.KindRisk)
	s.file = widget.NewEntry(present.T("settings.form_file"))
	s.file.SetPlaceholder(present.T("settings.form_file_hint"))
	s.file.OnSubmitted = func(string) { s.takeIn() }
	s.fault = newFaultBox()
	rows := widget.Rows(2,
		widget.NewText(present.T("settings.form_sub"), widget.SmallPara),
		s.file,
		s.fault,
		widget.Line(1, widget.NewPrimary(present.T("settings.form_take"), s.takeIn), widget.NewButton(present.T("settings.form_choose"), s.chooseFile)),
	)
	inUse := widget.Rows(1,
		widget.KeyValue(present.T("settings.form_title"), used.Label(lang()), theme.Grey),
		widget.KeyValue(present.T("settings.form_version"), used.Version, theme.Grey),
		widget.NewText(present.T("settings.form_used_sub"), widget.SmallPara),
	)
	for _, f := range s.Store.TemplateFaults() {
		inUse.Add(widget.NewBanner(theme.Late, present.T("settings.form_fault", f.Title, f.Version), faultsOf(f.Refused)))
	}
	return widget.Columns(2, []float32{1, 1},
		widget.NewCard(present.T("settings.form_new"), rows), widget.NewCard(present.T("settings.form_used"), inUse))
}

// shownFaults is how many reasons for a refusal stand on the page.
const shownFaults = 4

func faultsOf(r *form.Refused) string {
	if r == nil {
		return ""
	}
	var lines []string
	for i, f := range r.Faults {
		if i == shownFaults {
			lines = append(lines, present.T("settings.form_more", len(r.Faults)-shownFaults))
			break
		}
		if lang() == string(present.English) {
			lines = append(lines, f.Error())
		} else {
			lines = append(lines, f.Ja())
		}
	}
	return strings.Join(lines, "\n")
}

// chooseFile lets one look for the file.
func (s *Settings) chooseFile() {
	s.chooseFiles(s.owner, fileChoice{
		Purpose: "form", Title: present.T("settings.form_choose"), Do: present.T("bundle.choose_this"), Filter: files.Filter{".json"},
		Begin:  []files.Kind{files.Downloads, files.Home},
		Chosen: func(paths []string) { s.file.SetText(paths[0]) },
	})
}

// takeIn reads the file and makes it the form in use, on every station. What
// does not load changes nothing.
func (s *Settings) takeIn() {
	path := strings.TrimSpace(s.file.Text())
	if !s.Store.CanManage() {
		s.fault.set(store.ErrNotAllowed)
		return
	}
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		data, err := readTemplate(path)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, s.Store.ImportTemplate(ctx, store.KindRisk, filepath.Base(path), data)
	}, func(_ struct{}, err error) {
		s.fault.set(err)
		if err == nil {
			s.draw()
			s.Nav.Say(present.T("settings.form_taken"))
			return
		}
		var refused *form.Refused
		if errors.As(err, &refused) {
			s.file.SetError(faultsOf(refused))
		}
	})
}

func readTemplate(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, refuse("template_file")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestTemplate+1))
	if err != nil || len(data) > largestTemplate {
		return nil, refuse("template_file")
	}
	return data, nil
}
