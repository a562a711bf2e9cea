/**
 * What stands or lies where others drive: stopped vehicles and lost loads. Each is bound to its
 * place, whose story is told by how it was reached, who waits there too and who drives past.
 */
package io.milepost.rsu.rules.standing;
