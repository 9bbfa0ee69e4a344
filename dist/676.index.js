const id=676,ids=[676],modules={39295:(module=>{module.exports=eval("require")("./sqlite-database.ts")})};export{id,ids,modules};
