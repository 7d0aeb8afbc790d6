"""Words of talk by class, as readable data: abilities, feelings, other services, what goes wrong with them.

Nothing here makes a sentence a command; `lexicon` holds the words that do.
"""

# What questions about the abilities of the assistant are made of: "in which areas are you able to help me".

ASSISTANT = frozenset("you your you're u ur yourself violet ai assistant app bot i".split())
ASKING = frozenset(
    (
        "what what's whats which how tell list show give describe explain can could do are is any know want share let "
        "whatever wondering wonder there outline learn"
    ).split()
)
ABILITIES = frozenset(
    (
        "help helping helpful assist assisting assistance aid support offer provide serve services service handle "
        "useful use using best knowledge capable capabilities capability able abilities ability skills skill skillset "
        "talents talent powers strengths expertise expert specialty specialties speciality specialize specialise "
        "functions functionality functionalities features feature commands command options topics topic subjects "
        "subject questions question queries inquiries requests information info solve expect knowledgeable versed "
        "proficient competent qualified familiar programmed designed equipped purpose benefit answer answering ask"
    ).split()
)
ABILITY_QUESTIONS = (
    ASSISTANT
    | ASKING
    | ABILITIES
    | frozenset(
        (
            "a an the i'm i'd me my to of for with at in on by about from and or that this these it it's that's them "
            "so be been am was will would should may might must does did have has having get got make doing done say "
            "speak talk discuss respond understand like need see hear find please hey hi hello ok exactly all some "
            "other others else more most everything anything something things thing stuff tasks kinds kind types type "
            "sorts sort areas area fields field ways way range variety examples example information info knowledge "
            "best better good great well various different certain possible allowed supposed trained built made meant "
            "here today not only just really we us problems problem lot lots full whole entire special hidden secret "
            "cool basic main key core available bring pose throw put besides if whether out come someone somebody hand "
            "each every one ones most them such than then excel cover know aware comprehend accept complete perform "
            "who's whom when's"
        ).split()
    )
)

# How people say they are. A sentence of nothing but these, "i feel" and "very" tells a mood. --------------------------

FEELING_GOOD = (
    "happy|good|great|amazing|fine|excited|glad|proud|fantastic|well|wonderful|relaxed|motivated|awesome|pleased|"
    "thrilled|delighted|blessed|lucky|in love|cheerful|content|optimistic|hopeful|joyful|ecstatic|grateful|refreshed|"
    "energetic|energised|energized|confident|calm|peaceful|alright|all right|ok|okay|not bad|super|terrific|perfect|"
    "excellent|better|much better|stoked|pumped|on top of the world|over the moon|so so|splendid|satisfied|inspired|"
    "loved|chill|impressed"
)
FEELING_BAD = (
    "sad|tired|stressed|stressed out|exhausted|overwhelmed|anxious|depressed|down|lonely|alone|angry|upset|sick|ill|"
    "bored|worried|bad|terrible|awful|disappointed|unhappy|nervous|frustrated|burnt out|burned out|hurt|miserable|"
    "heartbroken|sleepy|grumpy|unwell|scared|afraid|terrified|ashamed|embarrassed|guilty|jealous|mad|furious|annoyed|"
    "irritated|hopeless|helpless|homesick|hungry|thirsty|starving|dizzy|hungover|horrible|dreadful|rough|blue|low|"
    "gloomy|moody|restless|drained|worn out|beat|wiped out|knackered|fed up|sick of it|insecure|confused about life|"
    "meh|lousy|crappy|rotten|devastated|"
    "not (so |very |too |really )?(good|great|well|ok|okay|happy|fine|alright|myself)|under the weather|"
    "could be (better|worse)|been better|like crying|like crap|freezing|cold|hot|numb|shy"
)
DAY_GOOD = (
    "good|great|nice|lovely|wonderful|amazing|relaxing|fantastic|productive|fun|awesome|perfect|brilliant|pleasant|"
    "excellent|beautiful|exciting|successful|incredible|fabulous|super"
)
DAY_BAD = (
    "rough|bad|hard|tough|terrible|awful|long|stressful|horrible|tiring|exhausting|difficult|crappy|rubbish|lousy|"
    "miserable|busy|hectic|crazy|boring|sad|dreadful|frustrating|painful|rotten|lonely|shitty|depressing|annoying"
)
DAYS = "days?|weeks?|weekend|morning|night|evening|afternoon|time|month|year|vacation|holiday|trip|meeting|date|lunch"

# Things another service keeps. With a word for trouble, or asked for, they are its business ("my card was declined"). -

SERVICES = {
    "banking": (
        "atm passcode visa mastercard amex discover paypal venmo dollar dollars bucks euro euros cash money salary "
        "wage wages bill bills invoice statement statements purchase purchases withdrawal withdrawals withdraw "
        "withdrew rate rates machine overcharged currency currencies fico taxes tax irs ira pension contactless "
        "topup cheques cents wallet atms debits beneficiary iban recipient vendor merchant premium claim copay "
        "reimbursement expense expenses rewards points interest charge charges charged"
    ),
    "travel": (
        "suitcase suitcases bags baggage layover boarding seat seats check-in checkin checkout resort stay room "
        "rooms suite lobby concierge towels pillows bus buses metro subway ferry cruise lounge rental cruise fare "
        "fares embassy vaccine vaccines vaccinated vaccination shots"
    ),
    "device": (
        "password username login wifi internet router laptop computer tablet headphones screen printer software "
        "website site link sim data update error modem keyboard battery charger touchscreen microphone siri alexa "
        "google whisper identity verification activation code"
    ),
    "home": (
        "oven stove fridge dishwasher washer dryer roomba garage door doors window curtains ac heat alarm kettle "
        "microwave appliance appliances sprinkler"
    ),
    "music": "beat chorus verse soundtrack audio volume",
    "food": (
        "burger burgers fries taco tacos sushi noodles soda coke combo toppings sandwich pepperoni wings steakhouse "
        "diner bistro buffet cafe reservation reservations dish pizzeria"
    ),
    "orders": (
        "package packages parcel parcels delivery shipment shipping tracking refund refunds return returns warranty "
        "item order orders subscription membership plan claim ticket tickets receipt policy manager representative "
        "agent"
    ),
    "car": "tire tires tyre tyres engine brakes gas fuel gasoline diesel mpg mileage windshield oil odometer car",
}
SERVICE_WORDS = {word: topic for topic, words in SERVICES.items() for word in words.split()}

# What goes wrong with them: one word or phrase for it is enough. ------------------------------------------------------

_WENT_WRONG = (
    r"declin\w+ reject\w+ denied refus\w+ stolen stole lost missing broken? damaged cracked snapped bent expir\w+ "
    r"blocked locked frozen froze increased jumped noise noisy question questions problems? issues? trouble concern "
    r"complaint complain hacked compromised unauthori[sz]ed fraud\w* scam\w* suspicious overcharged charged reverted "
    r"reversed cancell?ed swallowed stuck pending delayed late wrong incorrect unrecogni[sz]ed misplaced leak\w* "
    r"crash\w* fail\w* error glitch\w* dropping disconnect\w* slow down dead empty flat less twice double extra "
    r"grinding squeaking smoking overheat\w* flashing forgot(ten)?"
).split()
_WENT_WRONG_SO = (
    r"went up|going up|double charged|too much|too little|stopped working|out of order|shut ?off|left (my|our)|ate my|"
    r"never (came|arrived|showed|got|received)|(don't|do not|dont) have|"
    r"no (hot )?(water|power|signal|internet|connection|heat\w*|service|sound)"
)
_IS_NOT = (
    r"not (working|going|showing|received|arrived|letting|accepted|here|there|right|in my|on my|loud|bright|warm|cold)"
)
_DOES_NOT = (
    r"(isn't|isnt|is not|wasn't|was not|weren't|doesn't|doesnt|does not|didn't|didnt|did not|won't|wont|will not|"
    r"wouldn't|hasn't|hasnt|has not|haven't|havent|have not|couldn't) (\w+ )?"
    r"(work\w*|go|gone|let|accept\w*|arriv\w*|come|came|show\w*|open|load\w*|turn|start|connect\w*|updat\w*|receiv\w*|"
    r"recogni[sz]\w*|credited|match|make|made|do|use|add|get|gotten|enough|loud|right|my|seem|there|here)"
)
_CANNOT = (
    r"(can'?t|cannot) (find|log|access|get into|remember my|use|see)|(can't|cannot|can not|couldn't|could not) be \w+"
)
_NEEDS = r"needs? (an? |some |to be |new )?(air|repair\w*|replac\w*|fix\w*|servic\w*|charg\w*|chang\w*|clean\w*|tune)"
_TOO = r"too (loud|quiet|dark|bright|hot|cold|fast|slow|expensive|warm|dim|low|high)"
TROUBLE = "|".join((*_WENT_WRONG, _WENT_WRONG_SO, _IS_NOT, _DOES_NOT, _CANNOT, _NEEDS, _TOO))
