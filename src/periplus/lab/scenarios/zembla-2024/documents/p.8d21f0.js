/*! For license information see p.8d21f0.js.txt */
/* @preserve
 * Leaflet 1.9.4, a JS library for interactive maps.
 * Laboratory stand-in: no code of the library is here.
 */
window.L={version:"1.9.4"};
/* This map was once drawn with jQuery v1.4.2; the comment only mentions it. */
