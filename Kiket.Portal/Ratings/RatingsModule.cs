using Kiket.Portal.Events;
using Kiket.Portal.Installations;
using Kiket.Portal.Jobs;

namespace Kiket.Portal.Ratings;

public static class RatingsModule
{
    public static IServiceCollection AddRatings(this IServiceCollection services)
    {
        services.AddSingleton<CountRatings>();
        services.AddSingleton<CallOperators>();
        services.AddSingleton<RateExtension>();
        services.AddSingleton<WithdrawRating>();
        services.AddSingleton<ReplyToRating>();
        services.AddSingleton<ReportRating>();
        services.AddSingleton<DecideRating>();
        services.AddSingleton<AppealDecision>();
        services.AddSingleton<RatingQueries>();
        services.AddSingleton<RatingQueue>();
        services.AddSingleton<ScoreListings>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<ScoreListings>());
        services.AddSingleton<NotifyOfRating>();
        services.AddEventHandler<RatingShown, NotifyOfRating>(NotifyOfRating.HandlerName);
        services.AddSingleton<AskAboutRating>();
        services.AddEventHandler<RatingReplied, AskAboutRating>(AskAboutRating.HandlerName);
        services.AddEventHandler<InstallationInstalled, AskAboutRating>(AskAboutRating.HandlerName);
        services.AddEventHandler<InstallationUpgraded, AskAboutRating>(AskAboutRating.HandlerName);
        services.AddEventHandler<InstallationRolledBack, AskAboutRating>(AskAboutRating.HandlerName);
        return services;
    }
}
