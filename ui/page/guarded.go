package page

import (
	"slices"

	"yorisoi/store"
	"yorisoi/ui/present"
)

// reaching are the fields by which the people of a family are found. Where they
// are protected, these are shown nowhere but inside the case, and there only
// when somebody asks for them.
var reaching = map[string][]string{
	store.KindFamily:   {"address", "phone"},
	store.KindPerson:   {"address", "phone", "school", "occupation"},
	store.KindAgency:   {"name", "phone", "person"},
	store.KindTransfer: {"city", "address"},
	store.KindAbsence:  {"school"},
}

func reaches(kind, field string) bool { return slices.Contains(reaching[kind], field) }

// kept reports whether a field is not shown on the case's page yet.
func (c *Case) kept(kind, field string) bool {
	return c.wall.guarded && !c.contact && reaches(kind, field)
}

// reachLine is how a family is reached, or that it is not said here.
func reachLine(file *store.Case) string {
	if file.Guards() {
		return present.T("restrict.kept")
	}
	return joined(file.Family.Text("address"), present.Phone(file.Family.Text("phone")))
}
