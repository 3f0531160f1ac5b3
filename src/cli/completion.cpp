#include <iostream>

#include "cli/command.h"

namespace bonafide::cli {

namespace {

/// Words after `path`, from the parser itself, so that completion never lags behind.
void print_cases(const CLI::App& app, const std::string& path) {
    std::string words;
    for (const CLI::App* command : app.get_subcommands({})) words += command->get_name() + " ";
    for (const CLI::Option* option : app.get_options({}))
        for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
    std::cout << "    '" << path << "') words='" << words << "' ;;\n";
    for (const CLI::App* command : app.get_subcommands({}))
        print_cases(*command, path.empty() ? command->get_name() : path + " " + command->get_name());
}

int print(const CLI::App& app, const std::string& shell) {
    if (shell == "zsh") std::cout << "autoload -U +X bashcompinit && bashcompinit\n";
    std::cout << "_bonafide() {\n  local path='' word words=''\n"
                 "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do [[ $word == [a-z]* ]] && path=\"${path:+$path }$word\"; done\n"
                 "  case \"$path\" in\n";
    print_cases(app, "");
    std::cout << "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\") $(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
                 "complete -o filenames -F _bonafide bonafide\n";
    return exit_done;
}

}  // namespace

void add_completion(Commands& commands) {
    const CLI::App* app = &commands.app;
    commands.add(commands.app, "completion", "Print shell completion: source <(bonafide completion bash)", [app](CLI::App& command) -> Action {
        auto shell = std::make_shared<std::string>("bash");
        command.add_option("shell", *shell, "bash or zsh")->check(CLI::IsMember({"bash", "zsh"}))->capture_default_str();
        return [app, shell](const Common&) { return print(*app, *shell); };
    });
}

}  // namespace bonafide::cli
