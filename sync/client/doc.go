// Package client is a station's side of reconciling with the center: it
// enrols a station and keeps a store and the center's log the same.
//
// Terms: an Endpoint is all that a station needs to speak to its center. The
// Engine runs as long as the store is open: it pushes what was saved here,
// pulls what the center has, exchanges attachments between, and listens for
// notices; a Round does all of it once. A Status says where it stands. To
// refill is to give a restored center back what it had receipted. What is
// Lacking is in the station's scope and not here; what is held aside is what
// the center keeps for a person to decide.
package client
