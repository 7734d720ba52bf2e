"""smoke"""
from conftest import *
import time
from tests.many import multiply
from intentional_connection.cases.tests.asking import questions
def test_smoke2(world):
    w=world
    c=w.contact(w.maple())
    paths=[("paul","/groups/"),("paul","/groups/?show=late"),("paul","/groups/?stage=until_arrival"),("helen","/team/"),("cora","/sites/"),("paul","/families/")]
    for a,b in ((0,0),(1,59),(60,4999)):
        t=time.time(); b and multiply(c,a,b); print("mult",time.time()-t)
        for who,path in paths:
            br=w.client(getattr(w,who)); br.get(path)
            t=time.time(); print(b,who,path,len(questions(br,path)),round(time.time()-t,3))
    for q in ("'all','',NULL,26","'ended','',NULL,26","'late','',NULL,26","'all','before_meeting',NULL,26"):
        with connection.cursor() as cu:
            from tests.world import enter; enter(w.paul)
            t=time.time(); cu.execute(f"select count(*) from overview_families('{w.lakeside.pk}',NULL,{q})"); print(q, cu.fetchone(), time.time()-t)
