# Install rules and packages (CPack) live here.
