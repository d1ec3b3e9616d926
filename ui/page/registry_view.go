package page

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
	"yorisoi/ui/widget"
)

// registryView is how somebody likes to see the registry.
type registryView struct {
	columns []string // ids in their order
	sort    string   // a column's id
	down    bool
	group   string // an id of registryGroups, "" for none
}

// kindRegistryView is the kind of the draft that holds a view. Like the phrases
// it is sealed on this station, for the person whose it is, and its own parent.
const kindRegistryView = "registry_view"

func registryViewID(staff uuid.UUID) uuid.UUID { return uuid.NewSHA1(staff, []byte(kindRegistryView)) }

// byFamily is the column that is sorted by while nobody asked for another.
const byFamily = "family"

func defaultRegistryView() registryView {
	return registryView{columns: registryDefault, sort: byFamily}
}

// chosen are the columns of the view.
func (v registryView) chosen() []*registryColumn {
	out := make([]*registryColumn, 0, len(v.columns))
	for _, id := range v.columns {
		if c := registryColumnOf(id); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// readRegistryView returns the view of the person signed in.
func (d Deps) readRegistryView(ctx context.Context) (*registryView, error) {
	v := defaultRegistryView()
	draft, err := d.Store.FindDraft(ctx, registryViewID(d.Store.Me().ID))
	if errors.Is(err, store.ErrNotFound) {
		return &v, nil
	}
	if err != nil {
		return nil, err
	}
	if list, _ := draft.Fields["columns"].([]string); len(list) > 0 {
		v.columns = list
	}
	if sort, _ := draft.Fields["sort"].(string); registryColumnOf(sort) != nil {
		v.sort = sort
	}
	v.group, _ = draft.Fields["group"].(string)
	v.down, _ = draft.Fields["down"].(bool)
	if len(v.chosen()) == 0 {
		return new(defaultRegistryView()), nil
	}
	return &v, nil
}

// keepView saves the view for the next time.
func (p *Registry) keepView() {
	id := registryViewID(p.Store.Me().ID)
	fields := map[string]any{"columns": p.view.columns, "sort": p.view.sort, "group": p.view.group, "down": p.view.down}
	async.Run(p.owner, func(ctx context.Context) (struct{}, error) {
		_, err := p.Store.SaveDraft(ctx, store.Draft{Record: id, Kind: kindRegistryView, Parent: id, Fields: fields})
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			p.Nav.Fail(err)
		}
	})
}

// listColumns are the columns of the view for the list, behind the number of
// the line.
func (p *Registry) listColumns() []widget.Column {
	out := []widget.Column{{Title: present.T("registry.col.line"), Width: p.digits*1.2 + 0.5, Min: p.digits*1.2 + 0.5, AtEnd: true, Sorts: true}}
	for _, c := range p.view.chosen() {
		out = append(out, widget.Column{Title: c.title(), Width: c.width, Weight: c.weight, Min: c.least, AtEnd: c.atEnd, Sorts: true})
	}
	return out
}
