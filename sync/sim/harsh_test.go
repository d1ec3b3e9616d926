package sim_test

import "os"

// harsh is the environment's name of a weather in which one kind of trouble is
// frequent: what a soak of ordinary seeds meets once in thousands.
const harsh = "YORISOI_SIM_HARSH"

// weathers are what harsh may name. People and machines leave, machines are
// set back, the center is restored, or all of it at once; walls lets cases be
// kept to few, in all other weathers.
var weathers = map[string]func(*trouble){
	"house":   func(t *trouble) { t.house, t.setBack, t.centerRestore = 0.35, 0, 0 },
	"back":    func(t *trouble) { t.setBack, t.copies, t.centerRestore = 0.03, 0.06, 0 },
	"restore": func(t *trouble) { t.centerRestore, t.backup, t.setBack, t.house = 0.03, 0.06, 0, 0.3 },
	"walls":   func(t *trouble) { t.walls, t.stations = 0.3, max(3, t.stations) },
	"both": func(t *trouble) {
		t.centerRestore, t.backup, t.setBack, t.copies, t.house = 0.02, 0.06, 0.02, 0.06, 0.3
	},
}

// whole is the program as it is, in the weather of the environment.
func whole() system {
	worse, named := weathers[os.Getenv(harsh)]
	if !named {
		return system{}
	}
	return system{tune: func(t *trouble) {
		t.stations = min(t.stations, 5)
		worse(t)
	}}
}

// underHarsh is what a replay has to be told of it.
func underHarsh() string {
	if w := os.Getenv(harsh); w != "" {
		return harsh + "=" + w + " "
	}
	return ""
}
