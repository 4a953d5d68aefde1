// The token. It lives as long as this tab, is sent in a header only, and never stands in an address.

const KEY = "jobfunctions.token";

/** Who the caller is to the service, as GET me says; null while that is not known. */
let caller = null;

export const session = {
  get token() {
    return sessionStorage.getItem(KEY);
  },
  get caller() {
    return caller;
  },
  get isAdmin() {
    return caller?.is_admin === true;
  },

  signIn(token) {
    sessionStorage.setItem(KEY, token);
  },
  signOut() {
    sessionStorage.removeItem(KEY);
    caller = null;
  },
  know(me) {
    caller = me;
  },
};
