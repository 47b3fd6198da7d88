// A module that is needed only now. A browser may remember that it could not fetch it: then it is asked for by another name.

let tries = 0;

export const load = (name) => import(name).catch(() => import(`${import.meta.resolve(name)}?${(tries += 1)}`));
