namespace JobFunctions.LocalHost.Demo;

/// <summary>What the sample's people are called and where they live.</summary>
internal static class SampleNames
{
    public static readonly string[] First =
    [
        "Anna", "Anne", "Andrea", "André", "Andrzej", "Alice", "Alejandro", "Ana María", "Aïcha", "Agnieszka", "Bruno", "Béatrice",
        "Björn", "Barbara", "Carla", "Carlos", "Céline", "Chloé", "Christian", "Christina", "Clara", "Daniel", "Daniela", "David",
        "Dieter", "Élodie", "Elena", "Emma", "Erik", "Eva", "Fatima", "Felix", "Filip", "François", "Françoise", "Frédéric", "Gabriel",
        "Giulia", "Grace", "Günther", "Hannah", "Hans-Peter", "Heike", "Helena", "Henrik", "Hugo", "Inés", "Ingrid", "Isabel", "Jakub",
        "James", "Jan", "Jana", "Jean-Luc", "Jeanne", "Joanna", "John", "Jonathan", "José", "Julia", "Jürgen", "Karen", "Karl",
        "Kateřina",
        "Katharina", "Kevin", "Laura", "Lena", "Léa", "Lucas", "Luis", "Łukasz", "Magdalena", "Marc", "Maria", "Marie", "Mario", "Martin",
        "Martina", "Matthias", "Maximilian", "Mehmet", "Michael", "Michelle", "Miguel", "Mohamed", "Natalia", "Nicolas", "Nicole", "Nils",
        "Noémie", "Olga", "Oliver", "Olivia", "Paolo", "Patricia", "Paul", "Paula", "Pedro", "Peter", "Petra", "Pierre", "Rafael",
        "Renée",
        "Robert", "Sabine", "Samuel", "Sandra", "Sara", "Sebastian", "Simon", "Sofía", "Sophie", "Søren", "Stefan", "Stephanie",
        "Susanne",
        "Sven", "Tanja", "Theresa", "Thomas", "Tomáš", "Ursula", "Valentina", "Victor", "Wolfgang", "Yusuf", "Zoë", "Žaneta",
    ];

    public static readonly string[] Last =
    [
        "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Maier", "Wagner", "Becker", "Schulz", "Hoffmann", "Schäfer",
        "Koch",
        "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann",
        "Lange", "Schmitt", "Werner", "Krause", "Lehmann", "Köhler", "Weiß", "Jäger", "Möller", "Großmann", "von der Heide",
        "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Robinson", "Wright", "Thompson", "Evans",
        "Walker",
        "White", "Roberts", "Green", "Hall", "Wood", "Jackson", "Clarke", "O'Brien", "O'Neill", "McDonald", "MacLeod", "Smith-Jones",
        "Martin", "Bernard", "Dubois", "Thomas", "Robert", "Petit", "Durand", "Leroy", "Moreau", "Lefèvre", "Mercier", "Boyer",
        "Gauthier",
        "Chevalier", "Noël", "Bélanger", "d'Angelo", "Rossi", "Russo", "Ferrari", "Esposito", "Bianchi", "Colombo", "Ricci", "Marino",
        "García", "Fernández", "González", "Rodríguez", "López", "Martínez", "Sánchez", "Pérez", "Gómez", "Muñoz", "Ibáñez", "Núñez",
        "García Márquez", "de la Cruz", "da Silva", "Gonçalves", "Conceição", "Araújo", "Nowak", "Kowalski", "Wiśniewski", "Wójcik",
        "Kamiński", "Lewandowski", "Zieliński", "Dąbrowski", "Łukaszewicz", "Novák", "Svoboda", "Dvořák", "Černý", "Procházka", "Horváth",
        "Nagy", "Szabó", "Tóth", "Hansen", "Johansen", "Larsen", "Sørensen", "Kjær", "Østergaard", "Lindström", "Åkesson", "Öberg",
        "Virtanen", "Korhonen", "Mäkinen", "Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Nguyễn", "Trần", "Phạm", "Ivanova", "Petrov",
        "de Vries", "van den Berg", "Jansen", "Bakker", "Visser", "Peeters", "Maes",
    ];

    /// <summary>Cities, each with how another system may call it.</summary>
    public static readonly (string Name, string Other)[] Cities =
    [
        ("München", "Munich"), ("Köln", "Cologne"), ("Berlin", "Berlin"), ("Hamburg", "Hamburg"), ("Frankfurt am Main", "Frankfurt"),
        ("Düsseldorf", "Duesseldorf"), ("Saint-Étienne", "St. Etienne"), ("Paris", "Paris"), ("Lyon", "Lyons"),
        ("Marseille", "Marseilles"), ("Genève", "Geneva"), ("Zürich", "Zurich"), ("Wien", "Vienna"), ("Praha", "Prague"),
        ("Kraków", "Cracow"), ("Łódź", "Lodz"),
        ("Warszawa", "Warsaw"), ("København", "Copenhagen"), ("Malmö", "Malmo"), ("Göteborg", "Gothenburg"), ("Tromsø", "Tromso"),
        ("Helsinki", "Helsinki"), ("Tampere", "Tammerfors"), ("London", "London"), ("St. Albans", "Saint Albans"), ("Leeds", "Leeds"),
        ("Newcastle upon Tyne", "Newcastle"), ("Dublin", "Dublin"), ("Córdoba", "Cordova"), ("Málaga", "Malaga"), ("Sevilla", "Seville"),
        ("A Coruña", "La Coruña"), ("Lisboa", "Lisbon"), ("Porto", "Oporto"), ("Milano", "Milan"), ("Torino", "Turin"),
        ("Napoli", "Naples"),
        ("Antwerpen", "Antwerp"), ("'s-Hertogenbosch", "Den Bosch"), ("Den Haag", "The Hague"), ("İstanbul", "Istanbul"),
        ("İzmir", "Izmir"),
    ];

    public static readonly string[] MailHosts =
        ["gmail.com", "gmail.com", "gmx.net", "outlook.com", "yahoo.fr", "web.de", "orange.fr", "hotmail.co.uk", "seznam.cz",
        "example.org"];

    public static readonly string[] Notes =
        ["", "", "", "calls after 5 pm", "prefers mail; no calls", "said \"never on Mondays\"", "moved in May,\nsee old address",
        "VIP; discount 5 %"];
}
