// Package protect keeps a station's secret on its machine: the 32 random
// bytes that are mixed into every password, so that a copy of the store alone
// lets nobody try passwords.
//
// Terms: a Keeper is what the operating system offers for it. How well the
// secret is kept, and against whom, is in How; the settings page says it to
// people in the same words.
//
//   - DPAPI on Windows, of the machine: a disk that was taken out of it, or a
//     copied folder, gives nothing away; whoever is administrator of the
//     running machine gets it.
//   - The Secret Service on Linux: a copied folder gives nothing away; whoever
//     is signed in to the system as the same user gets it.
//   - A file that only its owner may read, where there is neither: a copied
//     disk gives it away, and then only the passwords stand.
//
// None of them replaces the password, and none is needed by the recovery words.
package protect
