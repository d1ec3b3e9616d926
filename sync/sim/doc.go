// Package sim proves the whole by simulation: one center and up to a hundred
// stations with the real store, engine and center, on one thread, in virtual
// time, under every trouble that a seed draws.
//
// Terms: a seed decides everything that happens in a run. A deed is what a
// person does at a station. A save is a deed that the store acknowledged. The
// history is all saves with what their writers had seen; at the end each of
// them must be visible, superseded by one that had seen it, in a shown
// conflict, or where a person sees what was held back. An image is a folder
// as it was when the world was made, from which a seed starts.
//
// The same seed replays exactly, in any process:
//
//	make soak SEEDS=1000 FIRST=1
//	YORISOI_SIM_SEED=17 go test -run TestSeed ./sync/sim -v
package sim
