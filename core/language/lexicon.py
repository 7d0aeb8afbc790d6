"""Words by class, as readable data: the only place to edit when people turn out to say something another way.

`CLASSES` feeds the `@name` marks of `grammar.pattern`; the frozen sets answer "is this word of that kind?". Nothing
here decides anything.
"""

# Alternatives as they stand in a rule: `@delete` in a template means any of these. ------------------------------------

CLASSES = {
    "add":  # make something new
    "add|adding|create|make|set up|set|put up|put in|put down|put|schedule|start(?! over)|insert|include|append|enter|"
    "record|log|write down|jot down|jot|note down|note|mark down|place|stick|throw(?! (away|out))|pop|register|save|"
    "chuck|bung|whack|sling|shove|pencil in|scribble down|"
    "generate|establish|new",
    "put_on":  # add only where "on", "onto", "to" or "into" a list follows: "toss onions on my shopping list"
    "toss|drop|chuck|fling|plop|shove|slap|tack|slot|squeeze|pencil|pen|type|key|work|fit|stuff|load|get|have|bung|lob|"
    "hang|post|pin|sneak|slide|slip|copy|write|scribble|scrawl|note|jot|file|plug|"
    "tag|cram|plonk|whack|smack|stash|tuck|throw",
    "add_bare":  # these say "add" even without a word for a task beside them
    "add|adding|append|insert|jot down|jot(?! down)|note down|write down|put down|mark down|scribble down",
    "delete":  # beside a word for tasks
    "delete|deleting|remove|removing|removal of|removal|erase|discard|trash|purge|wipe out|wipe off|wipe|"
    "eliminate|get rid of|get rid off|throw away|throw out|toss|drop|clear out|clear off|clear|cancel|scrap|"
    "scratch out|scratch|nix|kill|omit|blank out|turn off|turn of|switch off|dismiss|strike|bin|dump|empty|"
    "ditch|void|unset|disable|deactivate|silence|retract|withdraw|do away with|"
    "stop|end|close|skip|forget about|forget|delete out|nuke|revoke|axe|cut|uninstall",
    "delete_bare": "delete|remove|erase",  # without one
    "off_list": "take|scratch|strike|knock|get|pull|leave|keep|wipe|clear|drop|scrub|yank|lose|boot|zap|pluck|"
    "rip|evict|"
    "banish|expunge|kick|ax|chop|chuck|bump|lift|move|slash|slice|tear|grab|rub|x|bring",  # … X off the list
    "complete": "complete|finish|close out|check off|tick off|check|tick|cross off|cross out|wrap up|close|finalise|"
    "finalize|resolve|accomplish|conclude",
    "mark":  # … X as done
    "mark off|mark down|mark|set|flag|tick off|tick|check off|check|cross off|label|move|put|record|log|make|"
    "change|update|declare|consider",
    "done": "(as )?(all |been |fully |now |already )?(done|complete|completed|finished|checked off|checked|"
    "ticked off|ticked|accomplished|achieved|closed|resolved|sorted|handled|purchased|bought|over with|"
    "crossed off)",
    "undone": "(as )?(not (yet )?(done|complete|completed|finished)|undone|incomplete|unfinished|uncompleted|unchecked|"
    "pending|open|to ?-?do|still open|active|not started)",
    "reopen": "reopen|re-open|uncheck|untick|un-check|uncomplete|un-complete|unmark|unfinish|undo the completion of|"
    "undo completion of|undo completing|reactivate|restore",
    "update": "update|edit|change|modify|alter|revise|amend|adjust|correct|fix|rewrite|set|switch",
    "rename": "rename|retitle|re-title|reword|rephrase",
    "reschedule": "reschedule|re-schedule|move|postpone|push back|push off|push out|push|delay|defer|shift|"
    "bring forward|"
    "bring|bump|snooze|put off|hold off on|change|set|update|make",
    "show": "show|list|display|view|see|read out|read back|read off|read|give|tell|check out|check on|check|open up|"
    "open|pull up|bring up|pull|bring|print|access|browse|repeat back|repeat|recite|go through|go over|"
    "run through|walk me through|run me through|take me through|talk me through|walk through|look up|look at|look "
    "for|look to see|look through|find|"
    "search for|search through|search|get|fetch|review|name|iterate|iterate over|speak|say|enumerate|state|"
    "describe|retrieve|present|inform me on|inform me of|inform me about|let me see|let me hear|let me know|"
    "let me view|hear|outline|summarize|summarise|recap|scan|grab|load|call up|go to|take me to|inspect|"
    "look and see|see if|take a look at|have a look at|peek at|look|give me a look at|run down|rattle off|spell out|"
    "refresh my memory about|refresh my memory on|recall|what about|how about|how|how's",
    "task": "action items?|to-?do items?|to do items?|tasks?|to-?dos?|to-?do's|to dos?|to do's|reminders?|"
    "remainders?|chores?|errands?|assignments",
    "item": "items?|things?|ones?|entry|entries",  # only beside "list", or to point with
    "list_of":  # a list of …
    "things|tasks?|chores|reminders?|items|shopping|groceries|stuff|pending tasks|open tasks|to-?dos?|"
    "to dos?|errands|jobs|purchases|appointments|lists",
    "level": "high|higher|highest|top|medium|mid|normal|moderate|low|lower|lowest|urgent|important|critical",
    "priority": "high|higher|highest|top|medium|mid|normal|moderate|low|lower|lowest",
    "pronoun": "it|that|this|that one|this one|them|those|these|both|both of them|both of those|all of them|"
    "those two|these two|the two of them|them both|the two|all three|all of those|all of these|them all|the same one|"
    "the same",
    "please": "please|pls|plz|kindly|thanks|thank you|thx|cheers|ta",
}

# Spelling --------------------------------------------------------------------------------------------------------

SPELLED_WITH_CARE = frozenset(
    (
        "remember remind reminder reminders delete remove cancel complete completed finish finished update change "
        "rename reschedule postpone snooze create schedule title description priority shopping grocery groceries tasks "
        "undo tomorrow urgent overdue yesterday tonight monday tuesday wednesday thursday friday saturday sunday "
        "weekend every daily weekly monthly postponed rescheduled medium"
    ).split()
)
REAL_WORDS = frozenset(
    (
        "remembers compete competed remained reminded chance charge hanged chang cancels deleted removed updated "
        "created finishes title tile titles create crate crated rename renamed tomorrows task asks tass undue under "
        "overdone schedules scheduled titled groceries grocer urgents mondays tuesdays wednesdays thursdays fridays "
        "saturdays sundays frida daly weekends ever very fryday dally dailly weakly weekly"
    ).split()
)
SPELLINGS = {
    "remeber": "remember",
    "rember": "remember",
    "remebmer": "remember",
    "shedule": "schedule",
    "tommorow": "tomorrow",
    "tommorrow": "tomorrow",
    "tomorow": "tomorrow",
    "tomarrow": "tomorrow",
    "compleet": "complete",
    "remaind": "remind",
    "complted": "completed",
    "prioritiy": "priority",
    "priorty": "priority",
    "prority": "priority",
    "hihg": "high",
    "hgih": "high",
    "remidner": "reminder",
    "wensday": "wednesday",
    "wendsday": "wednesday",
    "wednsday": "wednesday",
    "thurday": "thursday",
    "saterday": "saturday",
    "tuseday": "tuesday",
    "tommrow": "tomorrow",
    "tomorro": "tomorrow",
    "tonite": "tonight",
}

CONTRACTIONS = {  # without their apostrophe
    "im": "I'm",
    "ive": "I've",
    "dont": "don't",
    "didnt": "didn't",
    "doesnt": "doesn't",
    "isnt": "isn't",
    "arent": "aren't",
    "wasnt": "wasn't",
    "havent": "haven't",
    "hasnt": "hasn't",
    "whats": "what's",
    "wats": "what's",
    "wots": "what's",
    "wat": "what",
    "wheres": "where's",
    "thats": "that's",
    "youre": "you're",
    "id like": "I'd like",
    "id love": "I'd love",
    "id rather": "I'd rather",
    "cant": "can't",
    "wont": "won't",
    "couldnt": "couldn't",
    "wouldnt": "wouldn't",
    "shouldnt": "shouldn't",
    "hows": "how's",
    "theres": "there's",
    "theyre": "they're",
    "its done": "it's done",
    "its finished": "it's finished",
    "its urgent": "it's urgent",
    "its important": "it's important",
    "its due": "it's due",
}
HASTY = {  # command words too short to tell from others elsewhere; put right at the edges of a message only
    "ad": "add",
    "adn": "add",
    "mvoe": "move",
    "moev": "move",
    "mrak": "mark",
    "makr": "mark",
    "shwo": "show",
    "hsow": "show",
    "lsit": "list",
    "tikc": "tick",
    "doen": "done",
    "dnoe": "done",
    "lfet": "left",
    "del": "delete",
    "delte": "delete",
    "taks": "tasks",
    "mak": "make",
    "maek": "make",
    "psuh": "push",
}

# Kinds of words --------------------------------------------------------------------------------------------------

NUMBERS = {
    word: n
    for n, word in enumerate((
"zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
"eighteen nineteen twenty"
).split())
}  # fmt: skip
ORDINALS = {
    word: n
    for n, word in enumerate((
"first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split(), 1)
} | {"last": -1, "final": -1, "latest": -1, "newest": -1, "bottom": -1, "top": 1, "next": 1}  # fmt: skip

# Things the app cannot do, by domain. A verb like "add" or "cancel" without a word for a task counts as a command only
# where none of these words follow; beside "task", "reminder" or "list" they don't matter.
FOREIGN = {
    "music": "song songs music playlist playlists album albums artist artists track tracks radio station podcast "
    "podcasts audiobook audiobooks tune tunes band bands singer concert concerts festival festivals spotify "
    "pandora itunes youtube shuffle jazz "
    "rock genre lyrics",
    "travel": "flight flights hotel hotels ticket tickets reservation reservations uber taxi cab lyft airport airline "
    "airlines itinerary rental luggage passport visa train trip vacation plane motel airbnb booking",
    "banking": "account accounts bank transfer transaction transactions card cards credit debit pin balance checking "
    "savings loan mortgage paycheck deposit refund payment fee fees insurance policy pto payroll w2 401k apr cheque "
    "checks routing overdraft",
    "home": "light lights lamp lamps thermostat vacuum socket plug volume tv television speaker speakers heating "
    "heater ac fan blinds brightness temperature hue wemo roomba",
    "mail": "email emails mail mails sms text texts message messages inbox voicemail contact contacts facebook twitter "
    "tweet instagram phonebook whatsapp status profile newsletter",
    "calendar": "calendar meeting meetings event events appointment appointments alarm alarms timer timers",
    "weather": "weather forecast rain raining snow temperature sunny humid umbrella",
    "food": "restaurant restaurants pizza takeaway takeout delivery recipe recipes menu table order orders cook "
    "calories ingredient ingredients",
    "facts": "news stock stocks score scores movie movies film definition meaning synonym capital population",
    "device": "phone setting settings language accent mode app apps iphone android wifi bluetooth screen camera photo "
    "photos picture pictures file files folder document browser cache history game games loop",
}
FOREIGN_WORDS = {word: topic for topic, words in FOREIGN.items() for word in words.split()}

GROCERIES = frozenset(
    (
        "milk bread eggs egg butter cheese rice pasta flour sugar salt pepper oil vinegar honey jam tea coffee juice "
        "water beer wine soda cereal oats yogurt yoghurt cream chicken beef pork fish ham bacon sausages tofu beans "
        "lentils nuts apples apple bananas banana oranges orange lemons lemon limes lime grapes berries strawberries "
        "blueberries pears peaches cherries melon mango mangoes avocado avocados tomatoes tomato potatoes potato "
        "onions onion garlic carrots carrot peppers lettuce spinach broccoli cucumber cucumbers mushrooms celery kale "
        "corn peas ginger basil parsley cilantro herbs spices crisps chips cookies biscuits crackers chocolate candy "
        "icecream tortillas bagels toothpaste toothbrush paper wipes formula lotion sunscreen makeup vitamins aspirin "
        "ibuprofen medicine bandaids tampons pads sanitizer cologne perfume hairspray mouthwash cottonballs q-tips "
        "cleaner disinfectant softener starch matches candles lightbulb stamps envelopes tape litter catfood dogfood "
        "ketchup relish pickles olives capers salsa guacamole tacos burritos noodles ramen spaghetti macaroni lasagna "
        "sauce broth stock soup stew steaks ribs brisket sausage pepperoni salami hotdogs burgers buns rolls baguette "
        "muffins croissants donuts doughnuts waffles pancakes oatmeal cornflakes muesli almonds walnuts cashews "
        "peanuts pecans pistachios raisins dates prunes figs apricots plums kiwi kiwis pineapple coconut papaya "
        "papayas pomegranate watermelon raspberries blackberries cranberries cabbage cauliflower zucchini eggplant "
        "squash pumpkin beets turnips radishes artichokes asparagus leeks shallots scallions sprouts yams lentils "
        "chickpeas tofu tempeh seitan cheddar mozzarella parmesan feta margarine lard shortening cornstarch cocoa "
        "molasses nutmeg paprika cumin curry oregano thyme rosemary sage dill mint lamb veal venison duck cod tilapia "
        "lobster crab clams oysters scallops anchovies sardines juice lemonade cola coke pepsi sprite gatorade seltzer "
        "vodka gin rum whiskey tequila champagne cider espresso creamer halfandhalf icecream sorbet popsicles pie cake "
        "cakes brownies cupcakes pudding jello gum candies lollipops marshmallows sprinkles frosting jelly marmalade "
        "nutella peanutbutter sugar sweetener splenda spinach arugula shampoo conditioner soap detergent bleach "
        "tissues napkins toiletries diapers nappies batteries lightbulbs bulbs foil sponges kleenex deodorant floss "
        "razors vitamins kibble salad steak mustard ketchup mayo mayonnaise hummus granola popcorn yeast cinnamon "
        "vanilla syrup salmon tuna shrimp turkey groceries food fruit vegetables veg veggies snacks candles matches "
        "stamps envelopes wipes bags liners towels tablets dishcloths gloves plasters paracetamol ibuprofen "
        "painkillers aspirin cereals noodles sauce pesto houmous squash cordial lemonade coke cola rolls buns wraps "
        "croissants muffins chilli chillies courgettes aubergines leeks cabbage cauliflower radishes beetroot turnips "
        "parsnips raspberries blackberries plums apricots pineapple kiwis litter compost nails screws glue sellotape "
        "toner pens pencils paper powder softener"
    ).split()
)

# Verbs of everyday jobs. The first are jobs one does oneself, that no assistant could take as an order to itself.
CHORES_OF_ONES_OWN = frozenset(
    (
        "buy clean wash sew mend hem oil polish knit scrub water feed mop sweep dust iron fold mow rake paint repair "
        "fix tidy declutter pack unpack bake study practise practice revise rehearse exercise jog pay renew return "
        "submit prepare pick grab collect drop visit walk groom replace hoover wrap defrost shred install assemble "
        "hang trim prune plant harvest prep forward test archive weed compost recycle refill finish take sort organise "
        "organize draft review proofread sign hand deliver fetch bring donate vacuum"
    ).split()
)
WAYS_TO_REACH_PEOPLE = frozenset(("call phone ring email text mail post meet write message contact").split())
DUTIES = frozenset(
    ("do send book order apply register cancel schedule print get make plan check contact ask tell").split()
)
CHORES = (
    CHORES_OF_ONES_OWN
    | WAYS_TO_REACH_PEOPLE
    | frozenset(
        (
            "do stretch change write send book order get plan make read print apply register cancel fill ask tell "
            "contact chase talk go sell charge check update create add scan measure cut empty see schedule reply "
            "respond start try learn move invite thank confirm speak arrange research find work file download upgrade "
            "set put eat cook run remind complete let wait fill hand"
        ).split()
    )
)

# What answers are made of ------------------------------------------------------------------------------------------

AGREEING = frozenset(
    (
        "yes ye yeah yea yep yeap yup mhm mmhm uhuh yeh yas yass ya yah yess yessir aye sure ok okay okey k kk alright "
        "absolutely definitely certainly indeed totally exactly precisely affirmative affirmitive affirm affirmed "
        "confirm confirmed confirming agree agreed accept accepted approve approved correct right true positive "
        "proceed continue valid accurate factual truth fact oui si roger yus yuppers yessiree betcha "
        "amen agreement obviously verified verify surely undoubtedly unquestionably undeniably concur doubtlessly"
    ).split()
)
APPROVING = frozenset(
    (
        "perfect perfectly great good excellent fantastic terrific awesome wonderful amazing fine cool super lovely "
        "brilliant works work suits fits ideal nice happy ticket sounds sound fabulous splendid superb marvelous "
        "marvellous wanted requested needed thumbs cheers thanks thank appreciate amazing superior alright "
        "satisfactory acceptable convenient dandy peachy swell stellar neat fab suitable suited"
    ).split()
)
THANKING = frozenset(["thanks", "thank", "thx", "cheers", "appreciate"])
REFUSING = frozenset(
    (
        "no nope nah nay naw never negative nevermind negatory reject rejected decline declined disagree abort halt "
        "refuse neither none incorrect wrong false untrue inaccurate erroneous mistake mistaken canceled cancelled "
        "scrap rescind rather pass terminate lie lies lying bogus invalid fake fib falsehood nonsense baloney fallacy "
        "misunderstood misheard misinterpreted doubt doubtful unlikely refute deny object oppose disapprove veto nada "
        "noooo"
    ).split()
)
NEGATING = frozenset(
    (
        "not don't dont doesn't isn't wasn't won't can't cannot ain't aren't didn't couldn't wouldn't shouldn't nothing"
    ).split()
)
STOPPING = frozenset(
    (
        "stop cancel quit halt abort end terminate shut forget leave drop keep skip scratch hold wait undo exit close"
    ).split()
)
ANSWER_FILLERS = frozenset(
    (
        "a an the that that's thats this it it's its is was are am i i'm i'd i'll you you're we my your me of to for "
        "so very much all be been being would will could can do does did done have has had think believe know guess "
        "say said must afraid answer response statement question reply case actually really quite just oh well um uh "
        "hmm hm ah hey lol haha man bro sir ma'am dude mate boss chief captain champ buddy pal friend ai olly violet "
        "please pls now then one ones way even close at yet today and again too also sure for certain most likely "
        "possible possibly go ahead it that do make on with by me let let's lets come go going course means bet got "
        "get understood right exactly done instructions command commands request action process operation task app "
        "thing things these those them they here there gave given what which from about saying gotten manner way in "
        "case if in my mind changed change anymore any more off up down talking speaking talk speak quiet shut stop "
        "quit enough everything anything something want wanted wants need needed like liked love as is was current "
        "last input happens happening definite definitely strongly totally completely entirely perfectly correctly "
        "exact wonderful response details information oops whoops sentence fits schedule into plan out back long first "
        "i've you've we've haven't as asked ask meant mean told tell requesting asking true indeed seems seem looks "
        "look feels absolute affirm sounds 100 percent total though any all both either else there's there he she "
        "we're they're proceeding moving forward verified you'd that'd it'd that'll it'll they'd completely whatsoever "
        "hell heck damn darn hundred"
    ).split()
)
YES_PHRASES = frozenset(
    (
        "by all means|why not|you bet|make it so|go for it|let's do it|lets do it|ship it|works for me|be my guest|"
        "that's it|come on|please|please do|do it|just do it|do that|go on|go ahead|carry on|got it right|sure thing|"
        "no problem|thats it|come om|that's that|fair enough|got it|fire away|try it|try that|try it please|y|"
        "i guess so|i think so|i suppose so|i suppose|i believe so|yes and yes|jep|mm|aye aye|too right|that's the one|"
        "that one|that's right|correct|sounds about right|go|let's go|yes sir|that will do|that'll do|uh huh|uh-huh|"
        "mm hmm|mm-hmm|mmhmm|yes ma'am|you got it|you betcha|true that|without a doubt|no doubt|without question|"
        "no question|10 4|ten four|copy that|i do|it is|it does|that it is|they are|he is|she is|she does|he does|"
        "hell yes|hell yeah|heck yes|damn right|of course it is|go right ahead|all good|all set|deal|done deal|i would|"
        "i will|i'd love to|i'd love that|i'd like that|i would like that|i would love that|please and thank you|"
        "i can confirm that|guilty as charged|it would be|that works|works|that'd be great|knock yourself out|suits me|"
        "fine by me|fine with me|i have no objections?|no objections?|count me in|it is so|i'm afraid so|afraid so|"
        "that should do|that should work|that should be fine|should be fine|that'll work|that will work|it'll do|"
        "it will do|i'm in|i'm game|a hundred percent|one hundred percent|100%|100 percent|you are right|you're right"
    ).split("|")
)
NO_PHRASES = frozenset(
    (
        "n|not|not quite|not really|not now|not yet|not at all|not even close|no thanks|no thank you|nothing|"
        "nothing much|forget it|never mind|scratch|scratch that|leave it|skip it|be quiet|shut up|that's all|"
        "that is all|that would be all|enough|hold on|wait|i'll pass|ill pass|keep it|keep them|none of them|"
        "neither of them|i'm afraid not|im afraid not|afraid not|not that|not that one|don't|do not|dont|"
        "talk to you later|hell no|heck no|not a chance|no chance|over my dead body|fat chance|no siree|no sir|"
        "no ma'am|not in the least|by no means|far from it|hardly|i doubt it|i doubt that|i highly doubt it|doubtful|"
        "not likely|unlikely|hard pass|it isn't|it's not|it is not|that isn't it|i do not|i don't|zilch|that's enough|"
        "that is enough|enough already|no more|that'll be enough|quiet|quiet please|hush|silence|zip it|shush|"
        "pipe down|be silent|go away|leave me alone|back|go back|nothing else|that is a lie|you're wrong|you are wrong|"
        "i'm good|im good|i'm fine thanks|no need|there's no need|no dice|under no circumstances|not today|not for me|"
        "no way jose|not so fast|i wish|as if|don't bother|let's not|i'd rather not|i would rather not|"
        "i'd prefer not to|i would prefer not to|maybe later|maybe another time|another time|some other time|"
        "not at this time|not at the moment|cut it out|knock it off|back off|i changed my mind|changed my mind|"
        "i've changed my mind"
    ).split("|")
)
TALKING = frozenset("talk talking speak speaking chat chatting".split())
