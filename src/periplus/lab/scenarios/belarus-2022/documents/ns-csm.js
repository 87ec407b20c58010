var NS_CSM_loaded=true;
