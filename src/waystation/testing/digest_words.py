"""The words of the demonstration's digest: all of them our own; of other people's texts only the day and where they stand."""

from datetime import date

TOPICS = {
    "chechnya": {"en": "Chechnya", "ru": "Чечня"},
    "asylum": {"en": "Asylum and visas", "ru": "Убежище и визы"},
    "laws": {"en": "Laws and bills", "ru": "Законы и законопроекты"},
    "rescue": {"en": "Bringing people out", "ru": "Эвакуация"},
    "act": {"en": "Take part", "ru": "Участвовать"},
}

# Days ago; words by language (title, excerpt, text); address, publisher and day of the source; topics.
# The addresses lead to the sites of those whom a text names as its source; where it names no day, none is made up.
ENTRIES = (
    (
        3,
        {
            "en": (
                "A year after the first call: a hundred people brought to safety",
                (
                    "On 29 March 2018 it was a year since the Russian LGBT Network heard of organised detentions in "
                    "Chechnya. A hundred people have been helped to safer places since then, often at a risk to the helpers."
                ),
                (
                    "The page asks its readers to do something small at once: to write to the Russian authorities that "
                    "they know, and have not forgotten.\n\n"
                    "What we take from it:\n\n"
                    "- the work goes on when the cameras have left;\n"
                    "- volunteers and member organisations carry it, not one office;\n"
                    "- a letter from abroad is read, if only to be counted."
                ),
            ),
            "ru": (
                "Год после первого звонка: сто человек в безопасности",
                (
                    "29 марта 2018 года исполнился год с того дня, как Российская ЛГБТ-сеть узнала о задержаниях в Чечне. "
                    "За это время ста людям помогли добраться до более безопасных мест — часто с риском для тех, кто помогал."
                ),
                (
                    "Читателей просят о малом, но сразу: написать российским властям, что о случившемся знают и не забыли.\n\n"
                    "Что из этого важно для нас:\n\n"
                    "- работа продолжается и тогда, когда камеры уехали;\n"
                    "- её ведут волонтёры и организации, а не один кабинет;\n"
                    "- письмо из-за границы читают — хотя бы чтобы посчитать."
                ),
            ),
        },
        "https://lgbtnet.org/",
        "Russian LGBT Network, told by its supporters",
        date(2018, 3, 29),
        ("chechnya", "rescue", "act"),
    ),
    (
        9,
        {
            "en": (
                "Forty-two people brought out, and a search for countries that will have them",
                (
                    "The Russian LGBT Network told reporters in May 2017 that it had brought 42 people out of Chechnya. "
                    "About eighty had asked for help. Which countries will receive them is being negotiated in confidence."
                ),
                (
                    "Besides leaving, people need a roof, a doctor and somebody to talk to; the organisation offers all three. "
                    "Families are already looking for those who fled, which is why nothing more is said in public.\n\n"
                    "Five people were detained in Moscow as they brought a petition with more than two million signatures "
                    "to the Prosecutor General. Readers are asked to **call those who represent them**."
                ),
            ),
            "ru": (
                "Вывезли сорок два человека; теперь ищут страны, которые их примут",
                (
                    "В мае 2017 года Российская ЛГБТ-сеть рассказала журналистам, что вывезла из Чечни 42 человека. "
                    "За помощью обратились около восьмидесяти. Какие страны примут их, обсуждают без огласки."
                ),
                (
                    "Кроме выезда, людям нужны кров, врач и собеседник; организация даёт всё это. "
                    "Родственники уже ищут тех, кто бежал, — поэтому больше ничего публично не говорят.\n\n"
                    "Пятерых задержали в Москве, когда они несли в Генеральную прокуратуру петицию с более чем двумя "
                    "миллионами подписей. Читателей просят **звонить тем, кто их представляет**."
                ),
            ),
        },
        "https://www.huffpost.com/",
        "HuffPost, retold by a magazine",
        date(2017, 5, 18),
        ("chechnya", "rescue", "asylum"),
    ),
    (
        16,
        {
            "en": (
                "“Finally filed”: a bill against families, and a son sent abroad",
                (
                    "In 2013 a bill was brought into the Duma that would take children from LGBT parents. The "
                    "journalist Masha Gessen said on American radio that her family had sent the eldest child abroad already."
                ),
                (
                    "An earlier law of that summer had ended adoption by same-sex couples, and it could have been used to undo "
                    "the adoption of her eldest. Two younger children were her own; the bill would have reached them too.\n\n"
                    "> What a child asks when a bill is filed is the best summary of it.\n\n"
                    "For us it means: **the risk of a whole group can rise within a day**, when a bill enters a new stage."
                ),
            ),
            "ru": (
                "Законопроект против семей — и сын, отправленный за границу",
                (
                    "В 2013 году в Думу внесли законопроект, по которому у ЛГБТ-родителей могли бы отбирать детей. "
                    "Маша Гессен рассказала американскому радио, что семья уже отправила старшего сына за границу."
                ),
                (
                    "Летом того же года закон запретил усыновление однополыми парами, и им можно было отменить усыновление "
                    "старшего. Двое младших — родные дети; законопроект касался и их.\n\n"
                    "> То, о чём спрашивает ребёнок в день внесения законопроекта, говорит о нём больше всего.\n\n"
                    "Для нас это значит: **риск для целой группы людей может вырасти за один день** — когда законопроект "
                    "переходит на новую стадию."
                ),
            ),
        },
        "https://www.huffpost.com/",
        "HuffPost, an interview retold by adamfoxie*",
        None,
        ("laws",),
    ),
    (
        24,
        {
            "en": (
                "A refugee programme for a whole group: what Spectrum Human Rights asks of Congress",
                (
                    "People from Russia wait eight to twelve months in the United States before they may work. Spectrum Human "
                    "Rights asks for a programme like the one for Soviet Jews: eligibility by group instead of proof one by one."
                ),
                (
                    "Most of those who wait have degrees and speak English, its president says, and could be paying taxes. "
                    "Without the right to work or public help some have ended up on the street.\n\n"
                    "The organisation asks its supporters to write to their senators and representatives. "
                    "A reader answers in Russian: this is a chance to leave without humiliation; pass it on."
                ),
            ),
            "ru": (
                "Программа для целой группы: о чём Spectrum Human Rights просит Конгресс",
                (
                    "Люди из России ждут в США разрешения работать от восьми до двенадцати месяцев. Spectrum Human Rights "
                    "предлагает программу, как была для советских евреев: право по принадлежности к группе, а не доказательства "
                    "по одному."
                ),
                (
                    "У большинства тех, кто ждёт, есть образование и хороший английский, говорит президент организации: они "
                    "могли бы платить налоги. Без права работать и без пособия некоторые оказались на улице.\n\n"
                    "Сторонников просят написать своим сенаторам и представителям."
                ),
            ),
        },
        "https://www.spectrumhr.org/",
        "Spectrum Human Rights",
        date(2014, 11, 29),
        ("asylum", "act"),
    ),
    (
        33,
        {
            "en": (
                "Nine have left Russia; many doors stay shut",
                (
                    "Igor Kochetkov, who chairs the Russian LGBT Network, says that forty people were brought out of Chechnya "
                    "and nine of them have left the country. Lithuania gave the first two visas."
                ),
                (
                    "Red tape holds up the rest: many states do not receive people who leave Russia without a reason they know, "
                    "and none has a procedure made for this. Reports of people who disappeared were handed to the Investigative "
                    "Committee by the human rights ombudsman."
                ),
            ),
            "ru": (
                "Девять человек покинули Россию; многие двери закрыты",
                (
                    "Игорь Кочетков, председатель Российской ЛГБТ-сети, говорит, что из Чечни вывезли сорок человек и девять "
                    "из них уже покинули страну. Первые две визы выдала Литва."
                ),
                (
                    "Остальных задерживает бюрократия: многие государства не принимают тех, кто уезжает из России без понятной "
                    "им причины, и ни у кого нет подходящей процедуры. Сведения об исчезнувших уполномоченная по правам "
                    "человека передала в Следственный комитет."
                ),
            ),
        },
        "https://www.currenttime.tv/",
        "Current Time, retold by a news site",
        date(2017, 5, 17),
        ("chechnya", "asylum"),
    ),
)

QUESTIONS = (
    {
        "en": (
            "Can anything based in Russia be trusted?",
            (
                "It is a fair question: the country has a state that listens, and people who cheat. But those who brought the "
                "first forty out of Chechnya sat in Russia. Had everybody waited for an organisation abroad, they would be dead.\n\n"
                "So do not trust a place or a name. Look at what can be checked: whether numbers agree with what others "
                "published, whether an organisation says what it does not know, whether it asks you for more than it needs. "
                "On our pages you can check the count of a petition yourself, with a program that "
                "needs nothing from us."
            ),
        ),
        "ru": (
            "Можно ли доверять тому, что находится в России?",
            (
                "Вопрос справедливый: там есть государство, которое слушает, и люди, которые обманывают. Но те, кто вывез из "
                "Чечни первые сорок человек, сидели в России. Если бы все ждали организацию за границей, этих людей не было бы "
                "в живых.\n\n"
                "Поэтому доверяйте не месту и не имени. Смотрите на то, что можно проверить: сходятся ли числа с тем, что "
                "публикуют другие; говорит ли организация, чего она не знает; не просит ли у вас больше, чем нужно. "
                "У нас вы можете сами проверить, честно ли сосчитаны подписи."
            ),
        ),
    },
    {
        "en": (
            "Why do you not publish names?",
            (
                "Because relatives and officials are looking for them. A first name with a town is enough to find somebody, and "
                "so is the month in which they left. A list of names that is lawful today was evidence six years later.\n\n"
                "When somebody wants to tell their story in public, they decide about every detail, and can take it back."
            ),
        ),
        "ru": (
            "Почему вы не называете имён?",
            (
                "Потому что этих людей ищут — и родственники, и чиновники. Имени и города достаточно, чтобы найти человека; "
                "иногда достаточно и месяца, когда он уехал. Список, законный сегодня, через шесть лет становится уликой.\n\n"
                "Если кто-то хочет рассказать свою историю, каждую подробность решает он сам — и может всё забрать назад."
            ),
        ),
    },
    {
        "en": (
            "What happens with my money?",
            (
                "It pays for tickets, a roof, a doctor, papers and the people who organise all this. Bringing one person to "
                "safety has cost about 4,500 euros and three and a half months.\n\n"
                "Two people decide on each payment, and neither of them is the one who asked for it. We publish sums, never for "
                "whom. No payment is taken on these pages: they lead to organisations that may receive money."
            ),
        ),
        "ru": (
            "Что происходит с моими деньгами?",
            (
                "Они идут на билеты, жильё, врача, документы и на тех, кто всё это устраивает. Чтобы вывезти одного человека, "
                "нужно было около 4 500 евро и три с половиной месяца.\n\n"
                "О каждой выплате решают двое, и ни один из них не тот, кто о ней просил. Мы публикуем суммы, но никогда — "
                "для кого они. На этих страницах деньги не принимают: они ведут к организациям, которые имеют право их получать."
            ),
        ),
    },
    {
        "en": (
            "Is it safe to sign from inside Russia?",
            (
                "Nobody can promise that. On our side there is no list to steal: what you write is locked with a key that is not "
                "on this machine, and your address cannot be looked up once a petition is settled.\n\n"
                "But the mail with the link lies in your mailbox, and your provider may have to show it. If you live where it is "
                "dangerous, use the Tor Browser and a mailbox abroad that has nothing to do with your name, erase the mail "
                "afterwards — or let others sign. Staying safe is no betrayal."
            ),
        ),
        "ru": (
            "Безопасно ли подписывать из России?",
            (
                "Обещать этого не может никто. У нас нет списка, который можно украсть: то, что вы пишете, запирается ключом, "
                "которого нет на этой машине, а после завершения петиции ваш адрес нельзя даже поискать.\n\n"
                "Но письмо со ссылкой лежит в вашей почте, и почтовый сервис могут заставить его показать. Если там, где вы "
                "живёте, это опасно, возьмите Tor Browser и зарубежную почту, не связанную с вашим именем, потом сотрите "
                "письмо — или пусть подпишут другие. Беречь себя — не предательство."
            ),
        ),
    },
    {
        "en": (
            "Why can you not say which countries?",
            (
                "Because they ask us not to, and because a name closes the door. A government that helps quietly may be pressed "
                "to stop when it is praised aloud; and whoever searches for somebody would know where to begin.\n\n"
                "When a country says it itself, as Lithuania did in May 2017, we say it too."
            ),
        ),
        "ru": (
            "Почему вы не говорите, какие страны принимают?",
            (
                "Потому что они просят об этом — и потому что названная дверь закрывается. На правительство, которое помогает "
                "тихо, могут надавить, когда его хвалят вслух; а тот, кто ищет человека, узнает, откуда начать.\n\n"
                "Когда страна говорит об этом сама, как Литва в мае 2017 года, говорим и мы."
            ),
        ),
    },
    {
        "en": (
            "How do I know that a message is really from you?",
            (
                "We never write first to somebody in danger, never ask for a password, a passport or an intimate photograph, and "
                "never send anybody to collect money. Somebody who does is not from us, whatever they show you.\n\n"
                "If you wrote to us, the answer lies behind your twelve words and nowhere else."
            ),
        ),
        "ru": (
            "Как понять, что сообщение действительно от вас?",
            (
                "Мы никогда не пишем первыми тому, кто в опасности, не просим пароль, паспорт или интимную фотографию и никого "
                "не посылаем за деньгами. Кто так делает — не от нас, что бы он ни показывал.\n\n"
                "Если вы писали нам, ответ лежит за вашими двенадцатью словами — и больше нигде."
            ),
        ),
    },
)

WAYS = (
    (
        {
            "en": (
                "Through an organisation in your own country",
                (
                    "An organisation that helps refugees where you live can receive money openly, gives you a receipt, and can "
                    "pass it on without your name. This is the safest way, and the first to try."
                ),
            ),
            "ru": (
                "Через организацию в вашей стране",
                (
                    "Организация, которая помогает беженцам там, где вы живёте, может открыто принять деньги, дать вам квитанцию "
                    "и передать их дальше без вашего имени. Это самый безопасный путь — начните с него."
                ),
            ),
        },
        "https://www.rainbowrailroad.org/",
    ),
    (
        {
            "en": (
                "Help that is not money",
                (
                    "A room for three months, a laptop that is no longer needed, an hour a week of language lessons, a job "
                    "interview. Ask first: things that nobody asked for cost us more than they bring."
                ),
            ),
            "ru": (
                "Помочь не деньгами",
                (
                    "Комната на три месяца, ненужный ноутбук, час языка в неделю, собеседование на работу. Сначала спросите: "
                    "вещи, о которых не просили, обходятся нам дороже, чем помогают."
                ),
            ),
        },
        "",
    ),
    (
        {
            "en": (
                "If you have family in Russia",
                (
                    "A gift can be traced back to them. Do not use a bank in Russia, a card or a telephone that is registered "
                    "there, or coins bought with one. Tell nobody there that you gave. If in doubt, do not give: write a letter "
                    "to those who represent you instead."
                ),
            ),
            "ru": (
                "Если у вас родные в России",
                (
                    "По переводу могут выйти на них. Не пользуйтесь российским банком, картой или телефоном, которые там "
                    "оформлены, и криптовалютой, купленной с такой карты. Никому там не говорите, что помогли. Если сомневаетесь, "
                    "не переводите ничего: лучше напишите тем, кто вас представляет."
                ),
            ),
        },
        "",
    ),
)
