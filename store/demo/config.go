package demo

import (
	"iter"
	"sync"
	"time"

	"github.com/google/uuid"

	"yorisoi/assets"
	"yorisoi/store"
	"yorisoi/store/casework"
	"yorisoi/store/form"
	"yorisoi/store/trust"
)

// CityName is the city that all families live in.
const CityName = "ひばり市"

// currentFamilies is how many families, from the first, are dealt with today;
// those after them are mostly archive.
const currentFamilies = 300

// Config says which city to make up. The same Config gives the same city, byte
// for byte.
type Config struct {
	Seed     uint64
	Families int
	// Today is the moment the city is looked at; its location is where the
	// clock times of records are. Nothing is written later.
	Today time.Time
	// Staff writes the records: empty for the Roster of the seed.
	Staff []Staff
	// Office is the case that the records of no family belong to; Fill takes the
	// store's own.
	Office uuid.UUID
}

// Staff is somebody who writes records.
type Staff struct {
	ID    uuid.UUID
	Name  string
	Job   string   // code of the list job
	Roles []string // of the directory
	// Sign signs what this person wrote, nil for whoever is signed in.
	Sign *trust.Identity
}

// Family is one made-up case: the first write is its family record.
type Family struct {
	Case   uuid.UUID
	Writes []store.Write
	// Office are writes to the office file: the meetings about this family
	// alone, in order of time. They come before what refers to them.
	Office []store.Write
}

// City makes the families up one by one, in the same order every time. Nothing
// is kept: taking the sequence twice makes it twice.
func City(c Config) iter.Seq[Family] {
	return func(yield func(Family) bool) {
		w := newWorld(c)
		for i := range c.Families {
			if !yield(w.family(i)) {
				return
			}
		}
	}
}

// world is what all families of a city share; it is not written to.
type world struct {
	Config
	today   casework.Date
	growth  *casework.Growth
	words   *words
	health  []*Staff
	welfare []*Staff
	lead    []*Staff // coordinators and directors
	nakano  *Staff   // the nurse whose day the city is arranged for

	coordinator, director *Staff
	joint, working        []meeting // the regular ones, the earliest first
	resources             []resource
	byName                map[string]uuid.UUID // of the resources
	library               *form.Library
}

func newWorld(c Config) *world {
	if len(c.Staff) == 0 {
		c.Staff = Roster(c.Seed)
	}
	growth, err := casework.LoadGrowth(assets.Growth, "growth_r5.csv")
	if err != nil {
		panic(err) // the table is built in
	}
	w := &world{Config: c, today: casework.DateOf(c.Today), growth: growth, words: vocabulary()}
	for i := range w.Staff {
		s := &w.Staff[i]
		switch s.Job {
		case "public_health_nurse", "midwife":
			w.health = append(w.health, s)
		case "child_welfare_worker":
			w.welfare = append(w.welfare, s)
		case "coordinator", "director":
			w.lead = append(w.lead, s)
		}
	}
	all := make([]*Staff, len(w.Staff))
	for i := range w.Staff {
		all[i] = &w.Staff[i]
	}
	w.health, w.welfare, w.lead = orAll(w.health, all), orAll(w.welfare, all), orAll(w.lead, all)
	w.nakano = w.health[0]
	w.coordinator, w.director = w.withJob("coordinator", w.lead[0]), w.withJob("director", w.lead[len(w.lead)-1])
	if w.library, err = forms(); err != nil {
		panic(err) // the forms are built in
	}
	w.arrangeMeetings()
	w.listResources()
	return w
}

// forms are the built-in ones: a submission holds a document's fields in the
// order of its form.
var forms = sync.OnceValues(func() (*form.Library, error) { return form.LoadLibrary(assets.Forms, assets.Codes) })

func (w *world) withJob(job string, otherwise *Staff) *Staff {
	for i := range w.Staff {
		if w.Staff[i].Job == job {
			return &w.Staff[i]
		}
	}
	return otherwise
}

func orAll(some, all []*Staff) []*Staff {
	if len(some) == 0 {
		return all
	}
	return some
}
