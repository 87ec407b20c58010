window.apiAnswer=null;new Vue({el:"#app"});
