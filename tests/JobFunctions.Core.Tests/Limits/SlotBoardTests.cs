using CsCheck;
using JobFunctions.Core.Jobs;
using JobFunctions.Core.Limits;

namespace JobFunctions.Core.Tests.Limits;

public class SlotBoardTests
{
    private readonly BoardRows _rows = new();
    private int _made;

    [Fact]
    public void A_job_gets_a_slot_while_there_is_room_and_waits_otherwise()
    {
        var limits = new SlotLimits(2, 0);

        Assert.Single(Enter(limits, Job("ann")));
        Assert.Single(Enter(limits, Job("ann")));
        Assert.Empty(Enter(limits, Job("ben")));
        Assert.Single(_rows.Waiting);
    }

    [Fact]
    public void A_slot_that_is_released_goes_to_the_highest_priority_then_the_oldest()
    {
        var limits = new SlotLimits(1, 0);
        var running = Assert.Single(Enter(limits, Job("ann")));
        WaitingJob[] waiting = [Job("ann"), Job("ben", Priority.Urgent), Job("ann", Priority.Urgent), Job("cid", Priority.Low), Job("ben")];
        Enter(limits, waiting);

        Assert.Equal([waiting[1], waiting[2], waiting[0], waiting[4], waiting[3]], Starts(limits, running));
    }

    [Fact]
    public void Users_with_a_limit_of_their_own_take_turns()
    {
        var limits = new SlotLimits(1, 1);
        var running = Assert.Single(Enter(limits, Job("ann")));
        WaitingJob[] ann = [Job("ann"), Job("ann"), Job("ann")], ben = [Job("ben"), Job("ben")];
        Enter(limits, [.. ann, .. ben]);
        var cid = Job("cid");

        // Ann was served last; Cid comes later and joins the end of the round.
        var first = Release(limits, running);
        Assert.Equal(ben[0], first.Job);
        Enter(limits, cid);
        Assert.Equal([ann[0], cid, ben[1], ann[1], ann[2]], Starts(limits, first));
    }

    [Fact]
    public void A_user_with_many_waiting_jobs_hides_nobody()
    {
        var limits = new SlotLimits(0, 1);
        for (var i = 0; i < 500; i++)
            Enter(limits, Job("ann"));

        Assert.Single(Enter(limits, Job("ben")));
    }

    [Fact]
    public void Nobody_gets_a_slot_while_the_processor_is_stopped()
    {
        var limits = new SlotLimits(1, 0);
        var job = Job("ann");

        Assert.Empty(_rows.Ask(limits, mayGrant: false, Make.Start, SlotAsk.Enter(job)));
        Assert.Equal(job, Assert.Single(_rows.Ask(limits, mayGrant: true, Make.Start, SlotAsk.Look())).Job);
    }

    [Fact]
    public void A_raised_limit_frees_who_waits_and_a_lowered_one_takes_from_nobody()
    {
        var one = new SlotLimits(1, 1);
        Enter(one, Job("ann"), Job("ann"), Job("ann"), Job("ben"));
        Assert.Single(_rows.Slots);

        // Users whose own limit was the bound are looked at one by one.
        Assert.Equal(3, _rows.Ask(new SlotLimits(0, 0), true, Make.Start, SlotAsk.Look("ann"), SlotAsk.Look("ben")).Count);
        Assert.Empty(_rows.Ask(one, true, Make.Start, SlotAsk.Look("ann")));
        Assert.Equal(4, _rows.Slots.Count());
    }

    [Fact]
    public void A_slot_is_released_once_whoever_asks_again()
    {
        var limits = new SlotLimits(1, 0);
        var slot = Assert.Single(Enter(limits, Job("ann")));
        Enter(limits, Job("ann"), Job("ann"));

        Assert.Single(_rows.Ask(limits, true, Make.Start, SlotAsk.Release(slot)));
        Assert.Empty(_rows.Ask(limits, true, Make.Start, SlotAsk.Release(slot)));
        _rows.AssertSound(limits, mayGrant: true);
    }

    [Fact]
    public void Whatever_is_asked_the_limits_hold_and_no_slot_lies_idle()
    {
        var step = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 3], Gen.Int[1, 4], Gen.Int[0, 1_000_000]);
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], step.List[1, 150]).Sample(
            (global, perUser, steps) =>
            {
                var rows = new BoardRows();
                var limits = new SlotLimits(global, perUser);
                var mayGrant = true;
                var random = 0;
                foreach (var (what, user, priority, pick) in steps)
                {
                    random++;
                    var name = $"user{user}";
                    switch (what)
                    {
                        case < 55:
                            rows.Ask(limits, mayGrant, Make.Start, SlotAsk.Enter(Job(name, (Priority)priority, random)));
                            break;
                        case < 80 when rows.Slots.Any():
                            var slot = rows.Slots.ElementAt(pick % rows.Slots.Count());
                            rows.Ask(limits, mayGrant, Make.Start, pick % 5 == 0 ? SlotAsk.Return(slot) : SlotAsk.Release(slot));
                            break;
                        case < 92 when rows.Waiting.Any():
                            rows.Ask(limits, mayGrant, Make.Start, SlotAsk.Leave(rows.Waiting.ElementAt(pick % rows.Waiting.Count())));
                            break;
                        case < 96:
                            mayGrant = !mayGrant;
                            rows.Ask(limits, mayGrant, Make.Start, SlotAsk.Look());
                            break;
                        default:
                            rows.Ask(limits, mayGrant, Make.Start, [.. Enumerable.Range(0, 10).Select(i => SlotAsk.Enter(Job(name, Priority.Normal, random + (1000 * i))))]);
                            break;
                    }

                    rows.AssertSound(limits, mayGrant);
                    Assert.True(global == 0 || rows.Gate.Running <= global);
                    Assert.All(rows.Users, row => Assert.True(perUser == 0 || row.Running <= perUser));
                }
            },
            iter: 300);
    }

    private List<Slot> Enter(SlotLimits limits, params WaitingJob[] jobs)
    {
        var given = new List<Slot>();
        foreach (var job in jobs)
            given.AddRange(_rows.Ask(limits, mayGrant: true, Make.Start, SlotAsk.Enter(job)));
        _rows.AssertSound(limits, mayGrant: true);
        return given;
    }

    private Slot Release(SlotLimits limits, Slot slot) => Assert.Single(_rows.Ask(limits, mayGrant: true, Make.Start, SlotAsk.Release(slot)));

    /// <summary>In which order the jobs start when each ends before the next begins.</summary>
    private List<WaitingJob> Starts(SlotLimits limits, Slot running)
    {
        var starts = new List<WaitingJob>();
        while (_rows.Waiting.Any())
        {
            running = Release(limits, running);
            starts.Add(running.Job);
        }

        return starts;
    }

    private WaitingJob Job(string user, Priority priority = Priority.Normal) => Job(user, priority, ++_made);

    private static WaitingJob Job(string user, Priority priority, int number) =>
        new(JobId.New(Make.Start.AddMilliseconds(number), 0, Guid.NewGuid()), new Generation(1, "first"), priority, user);
}
