using System.Collections.Frozen;

namespace JobFunctions.JobTypes.Terms;

/// <summary>
/// English words that no key term begins with, ends with or contains: function words, and the verbs, adverbs and adjectives of everyday
/// prose. Without a tagger of word classes this is what keeps candidates close to noun phrases.
/// </summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> All = (
        // Articles, pronouns, prepositions, conjunctions, auxiliaries.
        "a about above across after again against all almost alone along already also although always am among an and another any anybody "
        + "anyone anything anywhere are aren't around as at away be because been before behind being below besides between beyond both but by "
        + "can can't cannot could couldn't did didn't do does doesn't doing don't done down during each either else elsewhere enough etc even "
        + "ever every everybody everyone everything everywhere few for from further had hadn't has hasn't have haven't having he hence her here "
        + "hers herself him himself his how however i i.e if in indeed instead into is isn't it it's its itself just least less let like likely "
        + "many may maybe me meanwhile might mine more moreover most much must my myself namely near neither never nevertheless next no nobody "
        + "none nor not nothing now nowhere of off often on once one only onto or other otherwise ought our ours ourselves out over own per "
        + "perhaps quite rather really same several shall shan't she should shouldn't since so some somebody somehow someone something sometimes "
        + "somewhere still such than that that's the their theirs them themselves then there therefore these they thing this those though "
        + "through throughout thus till to together too toward towards under unless until up upon us usually very via was wasn't we well were "
        + "weren't what whatever when whenever where whereas wherever whether which whichever while who whoever whole whom whose why will with "
        + "within without won't would wouldn't yes yet you your yours yourself yourselves e.g ie eg vs "
        // Numbers and places in an order.
        + "zero two three four five six seven eight nine ten hundred thousand million first second third fourth last latest former latter half "
        + "twice dozen "
        // Verbs of everyday prose.
        + "accept accepted add added allow allowed answer answered apply applied ask asked become began begin begun belong bring brought build "
        + "built call called came carry caused change changed choose chosen come consider contain containing cost could count counted cover "
        + "create created cut decide delete deleted describe described differ drop end ended exist expect explain fail failed fall fetch fill "
        + "find finish finished fit follow followed following forget found gave get give given go goe gone got grow guess happen hear held help "
        + "hide hold include included including keep kept knew know known last lay lead learn leave left lie list listed live look looked lose "
        + "lost made make making mark match matched mean meant measure meet mend miss missing move moved name named need needed note open opened "
        + "pass passed pay pick place play please point pointed prevent print produce provide provided put raise ran reach reached read reading "
        + "receive record recorded refer refuse refused remain remember remove removed repeat replace replaced require required return returned "
        + "ring run rung running said sat save saw say see seem seen send sent serve set shipped show showed shown sit speak spend spread stand "
        + "start started stay stood stop stopped store stored suppose take taken taking talk tell tend think thought throw told took touch tried "
        + "trust try trying turn turned understand understood use used using vary wait waiting want went wish won work worked working write "
        + "written wrote watch "
        // Adjectives and adverbs of everyday prose.
        + "able actual additional appropriate available bad best better big broken certain clean clear close common complete correct current "
        + "dead different due early easy equal exact existing extra fast few fine free fresh full general good great half hard heavy high higher "
        + "idle important initial interesting large larger largest late later least likely little long longer longest low lower main many "
        + "maximum minimum modern near necessary new nice normal old older original particular plain possible present previous private proper "
        + "public quick ready real recent related relevant right round safe separate serious short shorter shortest silent similar simple "
        + "single slow small smaller smallest sound special specific strict strong such sure total true typical unknown usual valid various "
        + "whole wide wrong young actually again apart automatically backward basically completely directly easily especially evenly exactly "
        + "forever forward freely fully generally immediately instantly mostly nearly newly otherwise possibly previously probably properly "
        + "quickly recently separately simply slightly soon strictly therefore today tomorrow truly twice yesterday "
        // Nouns that say nothing by themselves.
        + "amount answer bit case course day default example fact hand hour kind lot matter minute moment month nothing other part "
        + "person reason rest second sense side sort sum thing time way week word year")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(word => new[] { word, Plurals.Singular(word) })
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words that are terms only together with others: "row number", but not "number".</summary>
    private static readonly FrozenSet<string> Alone = (
        "account action area aspect back base basis box change collection content copy detail double empty end false form group idea input "
        + "issue item length letter level line machine meaning method model need null number object option order output page "
        + "piece place point position problem process purpose question range rule section series set share size "
        + "space standard state step string structure style subject support symbol system task text title top topic total true type "
        + "unit use value version view volume warning")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a word, in its normal form, is no term by itself.</summary>
    public static bool SayNothingAlone(string normal) => Alone.Contains(normal);

    /// <summary>Whether a word, in its normal form, can't be part of a key term.</summary>
    public static bool Contains(string normal) => All.Contains(normal) || (normal.Length == 1 && char.IsAscii(normal[0]));
}
