/*!
 * Vue.js v2.6.14
 * Laboratory stand-in: no code of the library is here.
 */
window.Vue=function(o){this.$options=o||{}};Vue.version="2.6.14";
