package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/store"
)

// resource is an agency or a service of the city, kept in the office file.
type resource struct {
	id             uuid.UUID
	name, category string
	kana, town     string
	capacity       int
	services       []string
}

// serviceBy names who provides a service; what is not here the center does.
var serviceBy = map[string]string{
	"FS1": "こもれび児童ホーム", "FS3": "すみれ保育園", "FS4": "訪問ヘルパー つくしの手", "FS5": "こどもの居場所 とまり木",
	"FS6": "児童家庭支援センター なごみ", "OS2": "つむぎ助産院", "OS3": "子育てひろば はらっぱ", "OS4": "ファミリーサポートひばり",
	"OS6": "放課後クラブ ぴっころ", "OS8": "ひばり市 生活福祉課", "OS9": "女性相談室 ともしび",
}

// listResources makes the list of resources from the city's places and its
// further providers.
func (w *world) listResources() {
	d := newDice(w.Seed, ^uint64(0)-4)
	w.byName = map[string]uuid.UUID{}
	add := func(r resource) {
		if _, known := w.byName[r.name]; known {
			return
		}
		r.id = d.id(founded.AddDate(0, 0, 40))
		for code, by := range serviceBy {
			if by == r.name && !slices.Contains(r.services, code) {
				r.services = append(r.services, code)
			}
		}
		slices.Sort(r.services)
		w.byName[r.name] = r.id
		w.resources = append(w.resources, r)
	}
	for _, row := range rows("places.txt") {
		category, name, _ := strings.Cut(row, " ")
		add(resource{name: name, category: category})
	}
	for _, row := range rows("providers.txt") {
		f := strings.Split(row, ",")
		r := resource{category: f[0], name: f[1], kana: f[2], town: f[3], capacity: number(f[4])}
		if f[5] != "" {
			r.services = []string{f[5]}
		}
		add(r)
	}
}

// members are the categories that belong to the council (要対協).
var members = []string{
	"child_guidance", "police", "education_board", "city_welfare", "city_disability", "city_childcare", "social_council",
	"chief_commissioner", "nursery", "certified_nursery", "kindergarten", "elementary", "junior_high", "hospital", "health_center",
	"care_home", "family_support_center", "dv_center",
}

func (o *office) resource(r resource) {
	at := o.at(o.today.AddMonths(-15), 10, 0).Add(time.Duration(len(o.writes)) * time.Minute)
	town := r.town
	if town == "" {
		town = pick(o.dice, o.words.towns).name
	}
	set := map[string]any{
		"name": r.name, "category": r.category, "phone": "042-000-" + o.digits(4), "fax": "042-000-" + o.digits(4),
		"address": fmt.Sprintf("%s%s1丁目%d-%d", CityName, town, o.between(1, 30), o.between(1, 20)), "area": town + "とその周り", "hours": "平日 8:30–17:15",
		"council_member": slices.Contains(members, r.category), "sending": share(o.dice, weight[string]{5, "hand"}, weight[string]{3, "registered"}, weight[string]{2, "lgwan"}),
		"legal_basis": "consent",
	}
	if slices.Contains(members, r.category) {
		set["legal_basis"] = "art25_3"
	}
	if r.kana != "" {
		set["kana"] = r.kana
	}
	if len(r.services) > 0 {
		set["services"] = r.services
		set["conditions"] = "センターで相談し、申し込む。空きは電話で確かめる。"
	}
	if r.capacity > 0 {
		set["capacity"] = int64(r.capacity)
	}
	if r.category == "child_guidance" || r.category == "police" || r.category == "dv_center" {
		set["after_hours"] = "042-000-" + o.digits(4)
	}
	o.write(o.officeWrite(at, store.KindResource, r.id, set, o.coordinator))
}
